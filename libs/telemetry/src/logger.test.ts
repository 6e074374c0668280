import { describe, expect, test } from 'vitest';
import { createLogger, silentLogger } from './logger.ts';
import { prettyLine } from './pretty.ts';

function capture(): { lines: string[]; write(line: string): void } {
  const lines: string[] = [];
  return { lines, write: (line) => void lines.push(line) };
}

describe('a logger', () => {
  test('writes one JSON object a line with service, level as a word, ISO time and fields', () => {
    const destination = capture();
    const logger = createLogger({ service: 'worker', level: 'info', destination });
    logger.child({ workerId: 'w1' }).info({ jobId: 'j1' }, 'Claimed a job.');
    logger.debug('not heard');
    expect(destination.lines).toHaveLength(1);
    const line = JSON.parse(destination.lines[0]!) as Record<string, unknown>;
    expect(line).toMatchObject({
      service: 'worker',
      level: 'info',
      workerId: 'w1',
      jobId: 'j1',
      msg: 'Claimed a job.',
    });
    expect(new Date(String(line['time'])).toISOString()).toBe(line['time']);
  });

  test('keeps message and cause of an error and hides secrets', () => {
    const destination = capture();
    const logger = createLogger({ service: 'worker', destination });
    const error = new Error('outer', { cause: new Error('inner') });
    logger.error({ error, aws: { secretAccessKey: 'hush' }, password: 'hush' }, 'Failed.');
    expect(destination.lines[0]).toContain('outer');
    expect(destination.lines[0]).toContain('inner');
    expect(destination.lines[0]).not.toContain('hush');
  });

  test('refuses a level that does not exist and names those that do', () => {
    expect(() => createLogger({ service: 'x', level: 'loud' as never })).toThrow(/fatal, error, warn.*got `loud`/);
  });

  test('draws one short line for people', () => {
    const destination = capture();
    const logger = createLogger({ service: 'worker', destination, isPretty: true });
    logger.warn({ jobId: 'j1', error: new Error('cut\noff') }, 'Lost a lease.');
    expect(destination.lines[0]).toMatch(/^\d\d:\d\d:\d\d WARN {2}worker Lost a lease\. \(cut off\) jobId=j1\n$/);
    expect(prettyLine('plain words\n')).toBe('plain words\n');
  });

  test('says nothing when silent', () => {
    expect(silentLogger.isLevelEnabled('fatal')).toBe(false);
  });
});
