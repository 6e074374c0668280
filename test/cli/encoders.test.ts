import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BUCKET, FakeS3 } from '../../libs/blobs/src/s3/fakeS3.testkit.ts';
import { createProject, documentOf, runCli } from './runCli.ts';

/** As an export of a vision transformer: tokens [batch, 4, 3], the colours of the corners of the image. */
function exportedNetwork(): Uint8Array {
  const graph = new GraphBuilder();
  const pixels = graph.input('pixel_values', 'float32', ['batch', 3, 224, 224]);
  const corners = graph.node('AveragePool', [pixels], { kernel_shape: [112, 112], strides: [112, 112] });
  const flat = graph.node('Reshape', [corners, graph.constant(Tensor.of('int64', [3], [0, 3, 4]))]);
  graph.nodes('Transpose', [flat], ['tokens'], { perm: [0, 2, 1] });
  graph.output('tokens', 'float32', ['batch', 4, 3]);
  return serializeModel(graph.build());
}

async function createProjectWithExport(): Promise<string> {
  const cwd = await createProject();
  await mkdir(join(cwd, 'exported'));
  await writeFile(join(cwd, 'exported/vit-b-16.onnx'), exportedNetwork());
  return cwd;
}

describe('encoders of the registry', () => {
  test('are listed with what is unverified about them, pulled, locked, and checked', { timeout: 120_000 }, async () => {
    const cwd = await createProjectWithExport();
    const before = documentOf(await runCli(['encoders', 'list', '--all', '--json'], { cwd })) as {
      registered: { name: string; unverified: string[] }[];
    };
    expect(before.registered.find(({ name }) => name === 'vit-b-16')).toMatchObject({ unverified: ['licence'] });

    const shown = await runCli(['encoders', 'show', 'vit-b-16'], { cwd });
    expect(shown.stdout).toMatch(/licence +BSD-3-Clause.* \[unverified\]/);

    const pulled = await runCli(['encoders', 'pull', 'vit-b-16', '--from', 'exported', '--json'], { cwd });
    expect(documentOf(pulled)).toMatchObject({ type: 'encoders', added: [{ name: 'vit-b-16', dimension: 3 }] });
    expect(await readFile(join(cwd, 'models/lock.yaml'), 'utf8')).toContain('export/vit-b-16.onnx:');

    const { code, stdout } = await runCli(['encoders', 'check', 'vit-b-16'], { cwd });
    expect(stdout).toMatch(/ok +gives an image the same features whatever lies beside it/);
    expect(stdout).toMatch(/ok +gives the features of its reference: there was none: these are kept/);
    // It sees four colours.
    expect(stdout).toMatch(/warning +is no better than the controls, .* of emoji-drift/);
    expect(stdout).toMatch(/images\/s in batches of 16, on /);
    expect(code).toBe(0);
    const again = await runCli(['encoders', 'check', 'vit-b-16', '--no-probe'], { cwd });
    expect(again.stdout).toMatch(/ok +gives the features of its reference: 0.* apart from those of its first check/);
    expect(again.stdout).not.toContain('controls');
    const { stdout: table } = await runCli(['encoders', 'list', '--all'], { cwd });
    expect(table).toMatch(/^vit-b-16 +ready +pretrained +224 .* tokens:cls +mean cls-mean .* licence *$/m);
    expect(table).toMatch(/^vit-b-32 +to export +pretrained +224 .* tokens:cls +mean cls-mean .* licence *$/m);
    const { encoders } = documentOf(await runCli(['encoders', 'list', '--json'], { cwd })) as { encoders: object[] };
    expect(encoders.at(-1)).toMatchObject({
      name: 'vit-b-16',
      state: 'ready',
      unverified: ['licence'],
      weightsBytes: expect.any(Number),
    });
  });

  test('come from a bucket, too', { timeout: 60_000 }, async () => {
    const cwd = await createProject();
    const server = new FakeS3();
    const { endpoint, region, credentials } = await server.start();
    onTestFinished(() => server.stop());
    server.objects.set('models/vit-b-16.onnx', Buffer.from(exportedNetwork()));
    const environment = {
      AWS_ENDPOINT_URL_S3: endpoint!,
      AWS_REGION: region!,
      AWS_ACCESS_KEY_ID: credentials!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials!.secretAccessKey,
    };
    const pull = (name: string) =>
      runCli(['encoders', 'pull', name, '--from', `s3://${BUCKET}/models`], { cwd, environment });
    expect((await pull('vit-b-16')).stdout).toContain('vit-b-16: features of 3 numbers');
    const missing = await pull('vit-b-32');
    expect(missing.stderr).toContain(`from s3://${BUCKET}/models: it has no vit-b-32.onnx.`);
    expect(missing.code).toBe(2);
  });

  test('that are damaged, unknown or nowhere to be had are refused with the cure', { timeout: 60_000 }, async () => {
    const cwd = await createProjectWithExport();
    const refusal = async (...args: string[]) => {
      // No mirror: what no hub has is not asked for.
      const { code, stderr } = await runCli(['encoders', 'pull', ...args], { cwd, environment: { REGATTA_HUB: '' } });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refusal('vit-b-61')).toContain('Did you mean "vit-b-16"');
    expect(await refusal('vit-b-16')).toContain('pull it with --from FOLDER');
    await runCli(['encoders', 'pull', 'vit-b-16', '--from', 'exported'], { cwd });
    await writeFile(join(cwd, 'exported/vit-b-16.onnx'), 'something else');
    expect(await refusal('vit-b-16', '--from', 'exported')).toContain('models/lock.yaml says sha256');
    const away = { cwd, environment: { REGATTA_HUB: 'http://127.0.0.1:9' } };
    const interrupted = await runCli(['encoders', 'pull', 'clip-vit-b-32'], {
      ...away,
      onStart: (child) => setTimeout(() => child.kill('SIGINT'), 3000),
    });
    expect(interrupted.code).toBe(130);
  });
});
