import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rmSync } from 'node:fs';
import { readConfig, toEnvironment } from './config.ts';

function project(yaml?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (yaml !== undefined) writeFileSync(join(folder, 'regatta.yaml'), yaml);
  return folder;
}

describe('the configuration', () => {
  test('is embedded, with everything below .regatta/, when nothing is said', () => {
    const folder = project();
    expect(readConfig({ project: folder, environment: {}, flags: {} })).toMatchObject({
      project: folder,
      state: join(folder, '.regatta'),
      storeUrl: `file://${folder}/.regatta/objects`,
      isEmbedded: true,
      prefix: 'regatta',
      provider: 'auto',
      logLevel: 'info',
    });
  });

  test('takes flags before variables, variables before the file, the file before defaults', () => {
    const folder = project('threads: 2\nprefix: file\nlog-level: debug\n');
    const config = readConfig({
      project: folder,
      environment: { REGATTA_THREADS: '3', REGATTA_PREFIX: 'variable' },
      flags: { threads: '4' },
    });
    expect(config).toMatchObject({ threads: 4, prefix: 'variable', logLevel: 'debug', provider: 'auto' });
  });

  test('takes an empty variable as unset, and an empty file as no file', () => {
    const config = readConfig({ project: project('# nothing yet\n'), environment: { REGATTA_THREADS: '' }, flags: {} });
    expect(config.threads).toBeGreaterThanOrEqual(1);
  });

  test('tells every mistake at once, each with the place that it came from', () => {
    const folder = project('threads: 0\nprovder: cpu\nstore: http://x\nprefix: [a]\n');
    const read = () =>
      readConfig({
        project: folder,
        environment: { REGATTA_PROVIDER: 'gpu' },
        flags: { logLevel: 'loud', natsUrl: 'nats://h' },
      });
    expect(read).toThrow('The configuration cannot be used:');
    expect(read).toThrow('regatta.yaml:1:10  threads: expected a whole number from 1 to 1024, found 0.');
    expect(read).toThrow(/regatta\.yaml:2:1 {2}expected one of the keys .*"provder"\. Did you mean "provider"\?/);
    expect(read).toThrow('regatta.yaml:3:8  store: expected an address like s3://bucket/prefix');
    expect(read).toThrow('regatta.yaml:4:9  prefix: expected one value, found a list.');
    expect(read).toThrow('REGATTA_PROVIDER: expected one of auto, cpu, cuda, webgpu, found "gpu".');
    expect(read).toThrow('--log-level: expected one of trace, debug, info, warn, error, silent, found "loud".');
    expect(read).toThrow('--nats-url: expected a database-url beside it');
  });

  test('goes on to the processes that are started with it as variables that they read alike', () => {
    const urls = { databaseUrl: 'postgres://h/r', natsUrl: 'nats://h' };
    const config = readConfig({ project: project(), environment: {}, flags: { ...urls, threads: 3, store: 's3://b' } });
    const again = readConfig({ project: project(), environment: toEnvironment(config, urls), flags: {} });
    expect(again).toMatchObject({ ...urls, threads: 3, storeUrl: 's3://b', isEmbedded: false });
  });
});
