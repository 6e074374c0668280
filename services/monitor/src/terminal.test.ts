import { expect, test } from 'vitest';
import { terminalTraits } from './terminal.ts';

test.each([
  [
    'a terminal with UTF-8',
    { TERM: 'xterm-256color', LANG: 'de_DE.UTF-8' },
    true,
    { isColor: true, isUnicode: true, isDumb: false },
  ],
  ['a container without a locale', { TERM: 'xterm' }, true, { isColor: true, isUnicode: true, isDumb: false }],
  [
    'the C locale',
    { TERM: 'xterm', LC_ALL: 'C', LANG: 'en_US.UTF-8' },
    true,
    { isColor: true, isUnicode: false, isDumb: false },
  ],
  ['TERM=dumb', { TERM: 'dumb', LANG: 'en_US.UTF-8' }, true, { isColor: false, isUnicode: false, isDumb: true }],
  [
    'the Linux console',
    { TERM: 'linux', LANG: 'en_US.UTF-8' },
    true,
    { isColor: true, isUnicode: false, isDumb: false },
  ],
  [
    'NO_COLOR',
    { TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '1' },
    true,
    { isColor: false, isUnicode: true, isDumb: false },
  ],
  ['a pipe', { TERM: 'xterm' }, false, { isColor: false, isUnicode: true, isDumb: false }],
  [
    'a pipe with FORCE_COLOR',
    { TERM: 'xterm', FORCE_COLOR: '1' },
    false,
    { isColor: true, isUnicode: true, isDumb: false },
  ],
])('reads %s', (_, env, isTerminal, traits) => {
  expect(terminalTraits(env as Record<string, string>, isTerminal)).toEqual(traits);
});
