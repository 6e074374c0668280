import { join } from 'node:path';
import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';
import { expect, onTestFinished, test } from 'vitest';
import { startHub } from '../../libs/catalog/test/hub.ts';
import { createProject, documentsOf, runCli } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

const SIDE = 224;

/** The corners' colours [batch, 4, 3] behind a projection, under the names that the hub's exports have. */
function network(output: 'image_embeds' | 'last_hidden_state' | 'logits', factor: number): Uint8Array {
  const graph = new GraphBuilder();
  const pixels = graph.input('pixel_values', 'float32', ['batch', 3, SIDE, SIDE]);
  const corners = graph.node('AveragePool', [pixels], {
    kernel_shape: [SIDE / 2, SIDE / 2],
    strides: [SIDE / 2, SIDE / 2],
  });
  const ints = (...values: number[]) => graph.constant(Tensor.of('int64', [values.length], values));
  if (output === 'last_hidden_state') {
    graph.nodes('Transpose', [graph.node('Reshape', [corners, ints(0, 3, 4)])], [output], { perm: [0, 2, 1] });
    graph.output(output, 'float32', ['batch', 4, 3]);
  } else {
    const weight = Tensor.of(
      'float32',
      [12, 4],
      Float32Array.from({ length: 48 }, (_, i) => factor * ((i % 5) - 2)),
    );
    graph.nodes(
      'MatMul',
      [graph.node('Reshape', [corners, ints(0, 12)]), graph.initializer('weight', weight)],
      [output],
    );
    graph.output(output, 'float32', ['batch', 4]);
  }
  return serializeModel(graph.build());
}

test('a race fetches the four encoders of the default set when the hub answers', { timeout: 240_000 }, async () => {
  const clip = 'Xenova/clip-vit-base-patch32/resolve/4c1807b705b1d015fb032789cc4d221b23025a6f';
  const dino = 'Xenova/dinov2-small/resolve/bd222e886723524568931e43031f6d9327896fac';
  const hub = await startHub({
    [`${clip}/onnx/vision_model.onnx`]: network('image_embeds', 1),
    [`${dino}/onnx/model.onnx`]: network('last_hidden_state', 1),
    'Xenova/convnext-tiny-224/resolve/main/onnx/model.onnx': network('logits', 2),
    'onnx-community/mobilenetv4_conv_small.e2400_r224_in1k/resolve/main/onnx/model.onnx': network('logits', 3),
  });
  onTestFinished(() => hub.close());
  const cwd = await createProject();
  await writeTinyPhotos(join(cwd, 'photos'), { perClass: 6 });
  const ran = await runCli(['race', 'photos', '--budgets', '2', '--draws', '1', '--methods', 'knn', '--json'], {
    cwd,
    environment: { REGATTA_HUB: hub.url },
  });
  expect(ran.stderr).toContain(`from ${hub.url}, once; --no-pull goes on without.`);
  expect(ran.code).toBe(0);
  const { rows } = documentsOf(ran).at(-1) as unknown as { rows: { encoder: string }[] };
  const raced = new Set(rows.map(({ encoder }) => encoder));
  for (const name of ['clip-vit-b-32', 'dinov2-vit-s-14', 'convnext-tiny-224', 'mobilenet-v4-conv-small', 'hog'])
    expect(raced).toContain(name);
});
