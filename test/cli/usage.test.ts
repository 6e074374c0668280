import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProject, documentOf, runCli } from './runCli.ts';

const FAULTY =
  'version: 1\nname: a b\nencoders: [hgo]\ndatasets: [./nowhere, flowers]\nbudgets: [0]\nmethods: [fine-tune]\n';

describe('bad usage and bad input end with exit code 2', () => {
  test.each([
    [['dmeo'], "unknown command 'dmeo'\n(Did you mean demo?)"],
    [['plan'], "missing required argument 'sweep.yaml'"],
    [['results', '--fromat', 'csv'], "unknown option '--fromat'\n(Did you mean --format?)"],
    [['results', '--format', 'xml'], 'Allowed choices are text, csv, markdown'],
    [['race', '.', '--budgets', '5,none'], 'Expected numbers of labels per class from 1, or all, got "none"'],
    [['race', './photos'], 'Expected a folder of images, found nothing at ./photos'],
    [['plan', 'a.yaml'], 'There is no sweep file a.yaml'],
    [['plan', '.'], '`regatta race .` races a folder'],
    [['results'], 'There is no sweep in'],
    [['encoders', 'show', 'hgo'], 'There is no encoder "hgo". Did you mean "hog"'],
    [['datasets', 'show', 'photos'], 'There is no dataset "photos"'],
    [['execute', 'job.json'], 'The job file job.json cannot be read'],
    [['status', '--threads', 'many'], '--threads: expected a whole number from 1 to 1024, found "many"'],
  ])('%j', async (args, sentence) => {
    const cwd = await createProject();
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('told as a document with --json', async () => {
    const cwd = await createProject();
    const unknown = await runCli(['plan', '--jsn', '--json'], { cwd });
    expect(documentOf(unknown)).toMatchObject({
      type: 'error',
      exitCode: 2,
      message: expect.stringContaining('--jsn'),
    });
    const missing = await runCli(['results', '--json'], { cwd });
    expect(documentOf(missing)).toMatchObject({ type: 'error', exitCode: 2 });
    expect(missing.code).toBe(2);
  });

  test('a sweep file: every mistake with its line, and nothing is started', async () => {
    const cwd = await createProject();
    await writeFile(join(cwd, 'sweep.yaml'), FAULTY);
    const text = await runCli(['launch', 'sweep.yaml'], { cwd });
    expect(text.code).toBe(2);
    expect(text.stderr).toContain('The sweep file sweep.yaml has 6 mistakes:');
    expect(text.stderr).toContain('sweep.yaml:4:12  datasets[0]: expected a folder with images, found nothing at ');
    expect(await readdir(cwd)).toEqual(['sweep.yaml']);

    const { faults } = documentOf(await runCli(['plan', 'sweep.yaml', '--json'], { cwd })) as {
      faults: { line: number; path: string; hint: string | null }[];
    };
    expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '2 name',
      '3 encoders[0]',
      '4 datasets[0]',
      '4 datasets[1]',
      '5 budgets[0]',
      '6 methods[0]',
    ]);
    expect(faults[1]!.hint).toContain('Did you mean "hog"?');
  });
});

describe('a part that cannot be reached ends with exit code 3 and one sentence', () => {
  const away = ['--database-url', 'postgres://nobody@127.0.0.1:1/x', '--nats-url', 'nats://127.0.0.1:1'];

  test.each([
    [['results', ...away], '127.0.0.1:1'],
    [['watch'], '`regatta up` starts the stack'],
    [['worker'], '`regatta up` starts the stack'],
  ])('%j', async (args, sentence) => {
    const cwd = await createProject();
    const { code, stderr } = await runCli(args, { cwd });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(3);
  });

  test('a port that is taken', async () => {
    const cwd = await createProject();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runCli(['up', '--postgres-port', String(port)], { cwd });
    expect(stderr).toContain(`Port ${port} is taken by another program`);
    expect(code).toBe(3);
  });

  test('a file where the project should be', async () => {
    const cwd = await createProject();
    await writeFile(join(cwd, '.regatta'), '');
    const { code, stderr } = await runCli(['up'], { cwd });
    expect(stderr).toMatch(/^regatta: Cannot write .*\.regatta/m);
    expect(code).toBe(3);
  });

  test('a folder that may not be written', async (context) => {
    if (process.getuid?.() === 0) return context.skip('root may write everywhere');
    const cwd = await createProject();
    await mkdir(join(cwd, 'closed'), { mode: 0o555 });
    const { code, stderr } = await runCli(['up'], { cwd: join(cwd, 'closed') });
    expect(stderr).toContain('no permission');
    expect(code).toBe(3);
  });
});
