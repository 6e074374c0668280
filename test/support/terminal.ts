/**
 * @file A terminal for tests: a real pseudo-terminal in which a program runs, and the screen that a person would see,
 * kept by xterm.js without a window. Needs nothing of the machine: both come as packages.
 */
import { spawn, type IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { waitFor } from './waitFor.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
}

const KEYS = { up: '\x1b[A', down: '\x1b[B', 'ctrl-c': '\x03', enter: '\r', escape: '\x1b' } as const;
const LOOK_MS = 50;

export class TestTerminal {
  readonly #pty: IPty;
  readonly #screen: xterm.Terminal;
  #exitCode: number | null = null;

  constructor({ columns, rows, command, args, cwd, env }: TerminalOptions) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 10_000 });
    this.#pty = spawn(command, [...args], {
      name: env['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      ...(cwd === undefined ? {} : { cwd }),
      env: { TERM: 'xterm-256color', ...env },
    });
    this.#pty.onData((data) => this.#screen.write(data));
    // Programs ask the terminal what it can do; it answers like any other.
    this.#screen.onData((answer) => this.#pty.write(answer));
    this.#pty.onExit(({ exitCode }) => (this.#exitCode = exitCode));
  }

  /** What is seen now, one line per row, without trailing blanks. */
  text(): string {
    const { baseY } = this.#screen.buffer.active;
    return this.#lines(baseY, baseY + this.#screen.rows).join('\n');
  }

  /** Everything since the start, also what has scrolled off. */
  history(): string {
    return this.#lines(0, this.#screen.buffer.active.length).join('\n').trimEnd();
  }

  /** True while the program draws on a screen of its own. */
  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  /** What is seen now, with the styles as ANSI sequences: what `svgPicture` takes. */
  styledLines(): string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from({ length: this.#screen.rows }, (_, y) => styled(buffer.getLine(buffer.baseY + y)));
  }

  press(...keys: (keyof typeof KEYS | (string & {}))[]): void {
    for (const key of keys) this.#pty.write(KEYS[key as keyof typeof KEYS] ?? key);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until the screen shows this. @throws {Error} after the limit, with what is shown instead */
  async shows(what: string | RegExp, forMs = 15_000): Promise<void> {
    const isShown = () => (typeof what === 'string' ? this.text().includes(what) : what.test(this.text()));
    await waitFor(isShown, { what: `a screen with ${what}`, forMs, everyMs: LOOK_MS }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message} The screen is:\n${this.text()}`, { cause: error });
    });
  }

  /** Waits for the program's end. @returns its exit code */
  async exit(forMs = 15_000): Promise<number> {
    await waitFor(() => this.#exitCode !== null, { what: 'the end of the program', forMs, everyMs: LOOK_MS });
    // The last bytes may still be on their way into the screen.
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    return this.#exitCode!;
  }

  /** Ends the program, if it has not ended, and frees the screen. */
  close(): void {
    if (this.#exitCode === null) this.#pty.kill('SIGKILL');
    this.#screen.dispose();
  }

  #lines(from: number, to: number): string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from({ length: to - from }, (_, i) => buffer.getLine(from + i)?.translateToString(true) ?? '');
  }
}

type BufferLine = ReturnType<xterm.IBuffer['getLine']>;

/** One row as text with Select Graphic Rendition sequences (ECMA-48 8.3.117). */
function styled(line: BufferLine): string {
  if (line === undefined) return '';
  let out = '';
  let last = '0';
  for (let x = 0; x < line.length; x++) {
    const cell = line.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    if (style !== last) out += `\x1b[${style === '0' ? '0' : `0;${style}`}m`;
    last = style;
    out += cell.getChars() || ' ';
  }
  return out.trimEnd() + (last === '0' ? '' : '\x1b[0m');
}

function styleOf(cell: xterm.IBufferCell): string {
  const codes: number[] = [];
  if (cell.isBold()) codes.push(1);
  if (cell.isDim()) codes.push(2);
  if (cell.isItalic()) codes.push(3);
  if (cell.isUnderline()) codes.push(4);
  if (cell.isInverse()) codes.push(7);
  codes.push(...colour(cell, 'fg'), ...colour(cell, 'bg'));
  return codes.length === 0 ? '0' : codes.join(';');
}

function colour(cell: xterm.IBufferCell, ground: 'fg' | 'bg'): number[] {
  const isFg = ground === 'fg';
  if (isFg ? cell.isFgDefault() : cell.isBgDefault()) return [];
  const value = isFg ? cell.getFgColor() : cell.getBgColor();
  const extended = isFg ? 38 : 48;
  if (isFg ? cell.isFgRGB() : cell.isBgRGB())
    return [extended, 2, (value >> 16) & 255, (value >> 8) & 255, value & 255];
  if (value < 8) return [(isFg ? 30 : 40) + value];
  if (value < 16) return [(isFg ? 90 : 100) + value - 8];
  return [extended, 5, value];
}
