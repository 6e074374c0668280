import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { cliDocument, helpOf } from '../test/cliDocument.ts';
import { createProgram } from './program.ts';

const PAGE = join(import.meta.dirname, '../../../docs/cli.md');

/** Every command that does something, with the words that call it. */
function leaves(command: Command, words: readonly string[] = []): { words: readonly string[]; command: Command }[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  return children.length === 0
    ? [{ words, command }]
    : children.flatMap((child) => leaves(child, [...words, child.name()]));
}

const program = createProgram();
const commands = leaves(program);

test('docs/cli.md says what --help says', () => {
  // UPDATE_DOCS=1 writes the page anew.
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, cliDocument());
  expect(cliDocument()).toBe(readFileSync(PAGE, 'utf8'));
});

test('no command of later work is listed as if it existed', () => {
  expect(commands.map(({ words }) => words.join(' ')).sort()).toEqual(
    [
      ...[
        'demo',
        'race',
        'plan',
        'launch',
        'watch',
        'status',
        'pause',
        'resume',
        'cancel',
        'retry',
        'redrive',
        'explain',
        'results',
        'report',
        'holes',
        'doubts',
        'rankings',
      ],
      ...['sql', 'up', 'down', 'doctor', 'worker', 'coordinator', 'migrate', 'execute'],
      ...['datasets duplicates', 'datasets suspects', 'datasets verify'],
      ...['datasets add', 'datasets list', 'datasets show', 'encoders add', 'encoders list', 'encoders show'],
      ...['encoders pull', 'encoders check'],
    ].sort(),
  );
});

describe.each(commands.map(({ words, command }) => ({ name: words.join(' '), command })))(
  '$name',
  ({ name, command }) => {
    test('explains itself, with an example of its own flags', () => {
      const help = helpOf(command);
      expect(help).toMatch(new RegExp(`^Usage: regatta ${name}`));
      expect(command.description().length).toBeGreaterThan(20);
      expect(command.summary().length).toBeGreaterThan(10);
      const examples = [...help.matchAll(/^ {2}regatta (.+?)(?: {3,}|$)/gm)].map(([, line]) => line!);
      expect(examples.length).toBeGreaterThan(0);
      const flags = [command, program].flatMap(({ options }) => options.map(({ long }) => long));
      for (const example of examples) {
        expect(example.startsWith(name)).toBe(true);
        for (const [flag] of example.matchAll(/--[a-z-]+/g)) expect(flags).toContain(flag);
      }
    });
  },
);
