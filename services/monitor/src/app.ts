/**
 * @file The live picture as an Ink app. Imported only when there is a terminal to draw on: Ink and React take longer to
 * load than everything else of the command line together.
 */
import { Box, Text, render, useApp, useInput, useWindowSize } from 'ink';
import { createElement, useState, useSyncExternalStore, type ReactElement } from 'react';
import { ASCII, UNICODE } from './glyphs.ts';
import type { MonitorState } from './model.ts';
import { toAnsi } from './styledLine.ts';
import type { TerminalTraits } from './terminal.ts';
import type { Scroll } from './section.ts';
import { view } from './view.ts';

export interface StateSource {
  readonly get: () => MonitorState;
  /** @returns the end of the subscription */
  readonly subscribe: (onChange: () => void) => () => void;
}

export interface AppOptions {
  readonly source: StateSource;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly traits: TerminalTraits;
}

export interface App {
  /** Resolves when the reader leaves by q or Ctrl-C, or after `close`. */
  readonly left: Promise<void>;
  readonly close: () => void;
}

/** Frames per second at most: enough for a bar, little enough for a slow line. */
const FPS_MAX = 10;
const CURSOR_HOME = '\x1b[H';

export function startApp({ source, stdout, stdin, traits }: AppOptions): App {
  const hasKeys = stdin.isTTY === true;
  const instance = render(null, {
    stdout,
    stdin,
    interactive: true,
    alternateScreen: true,
    // Ctrl-C is a key like q here, so that the terminal is put right before anyone else hears of it.
    exitOnCtrlC: true,
    patchConsole: false,
    maxFps: FPS_MAX,
    incrementalRendering: true,
  });
  // The other screen keeps the cursor's row: below ten lines of a shell, the picture would begin in the eleventh.
  stdout.write(CURSOR_HOME);
  instance.rerender(createElement(Monitor, { source, traits, hasKeys }));
  return { left: instance.waitUntilExit().then(() => undefined), close: () => instance.unmount() };
}

interface MonitorProps {
  readonly source: StateSource;
  readonly traits: TerminalTraits;
  readonly hasKeys: boolean;
}

function Monitor({ source, traits, hasKeys }: MonitorProps): ReactElement {
  const { exit } = useApp();
  const state = useSyncExternalStore(source.subscribe, source.get);
  const { columns, rows } = useWindowSize();
  const [scroll, setScroll] = useState<Scroll>({ row: 0, column: 0 });
  // A frame as high as the terminal would scroll it; Ink then clears everything with each frame.
  const { lines, scrollMax } = view(state, {
    columns,
    rows: Math.max(1, rows - 1),
    glyphs: traits.isUnicode ? UNICODE : ASCII,
    scroll,
    hasKeys,
  });
  useInput(
    (input, key) => {
      if (input === 'q') return exit();
      const page = Math.max(1, Math.floor(rows / 2));
      const move = { row: 0, column: 0 };
      if (key.downArrow || input === 'j') move.row = 1;
      if (key.upArrow || input === 'k') move.row = -1;
      if (key.pageDown) move.row = page;
      if (key.pageUp) move.row = -page;
      if (key.rightArrow || input === 'l') move.column = 1;
      if (key.leftArrow || input === 'h') move.column = -1;
      setScroll((now) => ({
        row: clamp(Math.min(now.row, scrollMax.row) + move.row, scrollMax.row),
        column: clamp(Math.min(now.column, scrollMax.column) + move.column, scrollMax.column),
      }));
    },
    { isActive: hasKeys },
  );
  return createElement(
    Box,
    { flexDirection: 'column', width: columns },
    lines.map((line, i) => createElement(Text, { key: i, wrap: 'truncate' }, toAnsi(line, traits.isColor) || ' ')),
  );
}

function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, value));
}
