/**
 * @file Which operator multiplies fastest when the second factor comes by rows (test rows against training rows), and what
 * Node costs on top: one block, 250 of 5000 rows, of 5000 x 768 times 50000 x 768 transposed.
 */
import { GraphBuilder, Tensor, type Model } from '@regatta/onnx';
import { createMatrixProduct, createSession } from '@regatta/runtime';
import { Random, matrix, type Matrix } from '@regatta/tensor';
import { measureInTurns } from '../support/measure.ts';

const [ROWS, INNER, COLUMNS] = [250, 768, 50_000];
const OPERATIONS = 2 * ROWS * INNER * COLUMNS;

type Kind = 'Gemm' | 'MatMul of a Transpose' | 'MatMul, second factor stored transposed';

export default async function bench(): Promise<string> {
  const random = new Random('matrix product');
  const fill = (rows: number, columns: number) =>
    matrix(
      Float32Array.from({ length: rows * columns }, () => random.next() - 0.5),
      rows,
      columns,
    );
  const [a, b] = [fill(ROWS, INNER), fill(COLUMNS, INNER)];
  const product = await createMatrixProduct({ threads: 2 });
  const sessions = await Promise.all(
    (['Gemm', 'MatMul of a Transpose', 'MatMul, second factor stored transposed'] as const).map(async (kind) => {
      const session = await createSession(graphOf(kind), { threads: 2 });
      const feeds = { a: toTensor(a), b: kind.endsWith('stored transposed') ? toTensor(flipped(b)) : toTensor(b) };
      return { kind, session, feeds };
    }),
  );
  const contenders = {
    ...Object.fromEntries(sessions.map(({ kind, session, feeds }) => [kind, () => session.run(feeds)])),
    'createMatrixProduct().multiply': () => product.multiply(a, b, { transposeB: true }),
  };
  const times = await measureInTurns<string>(contenders, { rounds: 9, turnMs: 400 });
  const rows = Object.entries(times).map(
    ([name, ms]) => `| ${name} | ${ms.toFixed(0)} | ${(OPERATIONS / ms / 1e6).toFixed(0)} |`,
  );
  return ['| 250 x 768 x 50000, 2 threads | ms | Gflop/s |', '|---|---|---|', ...rows].join('\n');
}

function graphOf(kind: Kind): Model {
  const graph = new GraphBuilder();
  const a = graph.input('a', 'float32', ['m', 'k']);
  const b = graph.input('b', 'float32', [null, null]);
  if (kind === 'Gemm') graph.nodes('Gemm', [a, b], ['product'], { transB: 1 });
  else {
    const right = kind === 'MatMul of a Transpose' ? graph.node('Transpose', [b], { perm: [1, 0] }) : b;
    graph.nodes('MatMul', [a, right], ['product']);
  }
  graph.output('product', 'float32', ['m', 'n']);
  return graph.build();
}

function flipped({ data, rows, columns }: Matrix): Matrix {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  return matrix(out, columns, rows);
}

const toTensor = ({ data, rows, columns }: Matrix) => Tensor.of('float32', [rows, columns], data);
