import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { GraphBuilder, Tensor, externalizeTensors, parseModel, serializeModel, type DataType } from '@regatta/onnx';
import { decodeNpy } from '@regatta/tensor';
import { encoderFixtures, fullModels, goldenModels } from '../../../test/support/onnxModels.ts';
import { readSafetensors } from '../../../test/support/safetensors.ts';
import {
  FeedError,
  RUNTIME_VERSION,
  SessionError,
  availableProviders,
  createSession,
  type Session,
  type SessionOptions,
} from './mod.ts';

const open: Session[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});

async function load(...[model, options]: Parameters<typeof createSession>): Promise<Session> {
  const session = await createSession(model, { threads: 1, ...options });
  open.push(session);
  return session;
}

/** y = x, of any type. */
function identity(dtype: DataType, shape: readonly (number | string)[] = ['n', 3]) {
  const graph = new GraphBuilder();
  graph.nodes('Identity', [graph.input('x', dtype, shape)], ['y']);
  graph.output('y', dtype, shape);
  return graph.build();
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (x, i) => Math.abs(x - b[i]!)).reduce((largest, x) => Math.max(largest, x), 0);
}

describe('running networks', () => {
  test.each(goldenModels)('$name computes what PyTorch computes in double precision', async (golden) => {
    const session = await load(golden.bytes);
    expect(session.inputs).toEqual([
      { name: 'pixel_values', dtype: 'float32', shape: ['batch', ...golden.input.shape.slice(1)] },
    ]);
    const pixels = Tensor.of('float32', golden.input.shape, golden.input.data as Float32Array);
    const [features] = Object.values(await session.run({ pixel_values: pixels }));
    expect(features!.shape).toEqual(golden.reference.shape);
    expect(largestDifference(features!.data as Float32Array, golden.reference.data as Float64Array)).toBeLessThan(3e-6);
  });

  test.each(goldenModels)('$name computes the same bits after it was read and written', async ({ bytes, input }) => {
    const feeds = { pixel_values: Tensor.of('float32', input.shape, input.data as Float32Array) };
    const before = await (await load(bytes)).run(feeds);
    const after = await (await load(parseModel(bytes))).run(feeds);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [name, tensor] of Object.entries(after)) expect(tensor.data).toEqual(before[name]!.data);
  });

  test('every network of the full fixtures computes its reference, and the same bits after it was written', async (context) => {
    if (fullModels === null || encoderFixtures === null) {
      return context.skip('the full fixtures do not lie beside this clone');
    }
    for (const path of fullModels.filter((path) => path.startsWith(encoderFixtures!))) {
      const { data, shape, dtype } = decodeNpy(readFileSync(join(dirname(path), 'input.npy')));
      const bytes = readFileSync(path);
      const session = await load(bytes);
      const feeds = { [session.inputs[0]!.name]: Tensor.of(dtype as 'float32', shape, data as Float32Array) };
      const results = await session.run(feeds);
      const reference = readSafetensors(join(dirname(path), 'reference.safetensors'));
      for (const [tap, tensor] of Object.entries(results)) {
        const expected = reference.get(`${tap}.f64`)!;
        const title = `${basename(dirname(path))} ${basename(path)} ${tap}`;
        expect(largestDifference(tensor.data as Float32Array, expected.data), title).toBeLessThan(3e-6);
      }
      const written = await (await load(parseModel(bytes))).run(feeds);
      for (const [tap, tensor] of Object.entries(written)) expect(tensor.data).toEqual(results[tap]!.data);
    }
  }, 120_000);
});

describe('tensors at the edge', () => {
  test.each<[string, Tensor]>([
    ['float32', Tensor.of('float32', [1, 3], [1.5, -0, NaN])],
    ['float64', Tensor.of('float64', [1, 3], [Math.PI, 1e300, 0])],
    ['float16', Tensor.of('float16', [1, 3], Uint16Array.of(0x3c00, 0xc000, 0x7c00))],
    ['int64', Tensor.of('int64', [1, 3], BigInt64Array.of(2n ** 63n - 1n, -1n, 0n))],
    ['uint64', Tensor.of('uint64', [1, 3], BigUint64Array.of(2n ** 64n - 1n, 1n, 0n))],
    ['int8', Tensor.of('int8', [1, 3], [-128, 0, 127])],
    ['uint8', Tensor.of('uint8', [1, 3], [0, 128, 255])],
    ['bool', Tensor.of('bool', [1, 3], [1, 0, 1])],
    ['string', Tensor.of('string', [1, 3], ['a', '', 'ü'])],
    ['an empty tensor', Tensor.of('float32', [0, 3], [])],
    [
      'a view into the shared pool of Node',
      Tensor.of('uint8', [1, 3], new Uint8Array(Buffer.from([9, 1, 2, 3]).subarray(1))),
    ],
    ['a piece of a larger array', Tensor.of('float32', [1, 3], Float32Array.of(9, 1, 2, 3, 9).subarray(1, 4))],
    [
      'memory shared between threads',
      Tensor.of('float32', [1, 3], new Float32Array(new SharedArrayBuffer(12)).fill(7)),
    ],
  ])('%s comes out as it went in', async (_, x) => {
    const session = await load(identity(x.dtype));
    const { y } = await session.run({ x });
    expect(y!.dtype).toBe(x.dtype);
    expect(y!.shape).toEqual(x.shape);
    expect([...(y!.data as Iterable<unknown>)]).toEqual([...(x.data as Iterable<unknown>)]);
  });

  test('results are memory of their own: later runs do not change them', async () => {
    const session = await load(identity('float32'));
    const data = Float32Array.of(1, 2, 3);
    const { y } = await session.run({ x: Tensor.of('float32', [1, 3], data) });
    data.fill(0);
    await session.run({ x: Tensor.of('float32', [1, 3], data) });
    expect([...(y!.data as Float32Array)]).toEqual([1, 2, 3]);
  });

  test('`into` takes a result in memory of the caller', async () => {
    const session = await load(identity('float32'));
    const memory = new Float32Array(6);
    const y = Tensor.of('float32', [1, 3], memory.subarray(3));
    const results = await session.run({ x: Tensor.of('float32', [1, 3], [1, 2, 3]) }, { y });
    expect(results['y']).toBe(y);
    expect([...memory]).toEqual([0, 0, 0, 1, 2, 3]);
  });
});

describe('what does not fit', () => {
  const pair = () => {
    const graph = new GraphBuilder();
    graph.nodes('Add', [graph.input('a', 'float32', ['n', 3]), graph.input('b', 'float32', ['n', 3])], ['sum']);
    graph.output('sum', 'float32', ['n', 3]);
    return graph.build();
  };
  const rows = (n: number) => Tensor.of('float32', [n, 3], new Float32Array(3 * n));

  test('is said of all inputs at once, expected against got', async () => {
    const session = await load(pair());
    const failed = session.run({ a: Tensor.of('float64', [1, 3], [1, 2, 3]), c: rows(1) });
    await expect(failed).rejects.toThrow(FeedError);
    await expect(failed).rejects.toThrow('Input "a": expected float32 [n, 3], got float64 [1, 3].');
    await expect(failed).rejects.toThrow('Input "b" is missing: expected float32 [n, 3].');
    await expect(failed).rejects.toThrow('There is no input "c". Inputs: a, b.');
    await expect(session.run({ a: rows(1), b: Tensor.of('float32', [3], [1, 2, 3]) })).rejects.toThrow(
      'Input "b": expected float32 [n, 3], got float32 [3].',
    );
    await expect(session.run({ a: rows(1), b: rows(2) })).rejects.toThrow('"n" is 1 in input "a" and 2 in input "b".');
    await expect(session.run({ a: rows(1), b: rows(1) }, { total: rows(1) })).rejects.toThrow(
      'There is no output "total". Outputs: sum.',
    );
  });

  test('a failure inside a run is an error of this library with its cause, and the session goes on', async () => {
    const graph = new GraphBuilder();
    const shape = graph.input('shape', 'int64', ['k']);
    graph.nodes('Reshape', [graph.input('x', 'float32', ['n']), shape], ['y']);
    graph.output('y', 'float32');
    const session = await load(graph.build());
    const x = Tensor.of('float32', [3], [1, 2, 3]);
    const failed = session.run({ x, shape: Tensor.of('int64', [1], [2]) });
    await expect(failed).rejects.toThrow(SessionError);
    await expect(failed).rejects.toThrow(/The run failed: .*Reshape/);
    expect((await session.run({ x, shape: Tensor.of('int64', [2], [3, 1]) }))['y']!.shape).toEqual([3, 1]);
  });

  test('a model that is none, or that ONNX Runtime does not know, is refused with its reason', async () => {
    await expect(load(Uint8Array.of(1, 2, 3))).rejects.toThrow(/refuses the model: .*protobuf/);
    const unknown = identity('float32');
    const nodes = unknown.graph.nodes.map((node) => ({ ...node, op: 'Identify' }));
    await expect(load({ ...unknown, graph: { ...unknown.graph, nodes } })).rejects.toThrow(/Identify/);
    await expect(load(identity('bfloat16'))).rejects.toThrow(SessionError);
  });
});

describe('providers', () => {
  test('the last of those available is the CPU, and its version is known', () => {
    expect(availableProviders().at(-1)).toBe('cpu');
    expect(RUNTIME_VERSION).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('auto takes the first, without a fallback', async () => {
    const session = await load(identity('float32'), { provider: 'auto' });
    expect([session.provider, session.fallback]).toEqual([availableProviders()[0], null]);
  });

  test('a provider that is missing is replaced by the CPU, which is recorded', async (context) => {
    if (availableProviders().includes('cuda')) return context.skip('this machine has CUDA');
    const session = await load(identity('float32'), { provider: 'cuda' });
    expect(session.provider).toBe('cpu');
    expect(session.fallback).toMatch(/^cuda cannot be used, computing on the CPU instead: .*Failed to load/);
    const { y } = await session.run({ x: Tensor.of('float32', [1, 3], [1, 2, 3]) });
    expect(y!.numbers()).toEqual([1, 2, 3]);
  });
});

describe('life of a session', () => {
  const x = Tensor.of('float32', [1, 3], [1, 2, 3]);

  test('many runs at a time each get their own result', async () => {
    const session = await load(identity('float32'));
    const runs = Array.from({ length: 50 }, (_, i) => session.run({ x: Tensor.of('float32', [1, 3], [i, i, i]) }));
    const results = await Promise.all(runs);
    results.forEach(({ y }, i) => expect(y!.numbers()).toEqual([i, i, i]));
  });

  test('closing waits for the runs under way, may be repeated, and is final', async () => {
    const session = await load(identity('float32'));
    const run = session.run({ x });
    await Promise.all([session.close(), session.close()]);
    expect((await run)['y']!.numbers()).toEqual([1, 2, 3]);
    await expect(session.run({ x })).rejects.toThrow('The session is closed.');
  });

  test('weights may lie in a second file', async () => {
    const graph = new GraphBuilder();
    const w = graph.constant(
      Tensor.of(
        'float32',
        [3, 200],
        Float32Array.from({ length: 600 }, (_, i) => i),
      ),
    );
    graph.nodes('MatMul', [graph.input('x', 'float32', ['n', 3]), w], ['y']);
    graph.output('y', 'float32', ['n', 200]);
    const { model, chunks } = externalizeTensors(graph.build(), { location: 'w.bin' });
    const session = await load(serializeModel(model), { externalData: new Map([['w.bin', Buffer.concat(chunks)]]) });
    expect((await session.run({ x }))['y']!.numbers().slice(0, 2)).toEqual([1600, 1606]);
  });

  test.each<SessionOptions['optimization']>(['disabled', 'basic', 'extended', 'all'])(
    'optimisation level %s gives the same features up to rounding',
    async (optimization) => {
      const { bytes, input, reference } = goldenModels[0]!;
      const session = await load(bytes, { ...(optimization && { optimization }) });
      const { cls } = await session.run({
        pixel_values: Tensor.of('float32', input.shape, input.data as Float32Array),
      });
      expect(largestDifference(cls!.data as Float32Array, reference.data as Float64Array)).toBeLessThan(3e-6);
    },
  );
});
