import { describe, expect, test } from 'vitest';
import { summarize } from '../setup/summary.ts';

const passed = { name: 'a.test.ts > works', state: 'passed' } as const;
const failed = { name: 'a.test.ts > breaks', state: 'failed' } as const;

describe('the summary of a test run', () => {
  test('ends with one plain line of counts', () => {
    expect(summarize([passed, passed, failed], [], 10).lines.at(-1)).toBe('2 passed, 1 failed');
  });

  test('exits with 1 when anything failed, and with 0 otherwise', () => {
    expect(summarize([passed, failed], [], 10).exitCode).toBe(1);
    expect(summarize([passed], [], 10).exitCode).toBe(0);
  });

  test('counts a run without tests, or with skipped ones alone, as a failure', () => {
    expect(summarize([], [], 10)).toMatchObject({ exitCode: 1 });
    const onlySkipped = summarize([{ name: 'x', state: 'skipped' }], [], 10);
    expect(onlySkipped.exitCode).toBe(1);
    expect(onlySkipped.lines.at(-1)).toBe('0 passed, 1 failed');
  });

  test('names what was skipped, with its reason, and counts it as neither', () => {
    const { lines } = summarize([passed, { name: 'gpu', state: 'skipped', reason: 'no device here' }], [], 10);
    expect(lines).toContain('  gpu: no device here');
    expect(lines).toContain('Skipped (1):');
    expect(lines.at(-1)).toBe('1 passed, 0 failed');
  });

  test('names the slowest files, slowest first', () => {
    const files = [
      { file: 'quick.test.ts', ms: 12 },
      { file: 'slow.test.ts', ms: 3210 },
    ];
    const { lines } = summarize([passed], files, 4000);
    expect(lines.slice(0, 3)).toEqual([
      'Slowest files of 2 (4.0 s in all):',
      '     3.2 s  slow.test.ts',
      '     0.0 s  quick.test.ts',
    ]);
  });
});
