/** @file What the terminal can show, read once from the environment. */

export interface TerminalTraits {
  readonly isColor: boolean;
  readonly isUnicode: boolean;
  /** True when the cursor cannot be moved, so that only whole lines can be written. */
  readonly isDumb: boolean;
}

/**
 * - `NO_COLOR` (any value that is not empty) takes the colours away, `FORCE_COLOR` (not 0) brings them to what is no terminal.
 * - `TERM=dumb` takes everything away; the Linux console (`TERM=linux`) has too few signs in its font.
 * - A locale that names another encoding than UTF-8 gives ASCII. No locale at all is mostly a container behind a
 *   terminal that does know UTF-8.
 */
export function terminalTraits(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): TerminalTraits {
  const term = env['TERM'] ?? '';
  const isDumb = term === 'dumb';
  const isForced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0';
  const isRefused = (env['NO_COLOR'] ?? '') !== '';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    isDumb,
    isColor: !isRefused && !isDumb && (isTerminal || isForced),
    isUnicode:
      !isDumb && term !== 'linux' && (env['NO_UNICODE'] ?? '') === '' && (locale === '' || /utf-?8/i.test(locale)),
  };
}
