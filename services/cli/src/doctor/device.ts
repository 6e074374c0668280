/** @file What computes: ONNX Runtime, and the provider that encoders would run on. */
import type { Config } from '../config.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

export async function examineDevice({ provider, threads }: Config): Promise<Finding[]> {
  const [{ RUNTIME_VERSION, availableProviders, createMatrixProduct }, { matrix }] = await Promise.all([
    import('@regatta/runtime'),
    import('@regatta/tensor'),
  ]);
  const product = await createMatrixProduct({ provider, threads });
  try {
    const { data } = await product.multiply(matrix(Float32Array.of(3, 4), 1, 2), matrix(Float32Array.of(5, 6), 2, 1));
    const text = `ONNX Runtime ${RUNTIME_VERSION} on ${product.provider}; present: ${availableProviders().join(', ')}`;
    if (data[0] !== 39) return [fail('device', `${text}; a product of matrices came out wrong`, '--provider cpu')];
    return product.fallback === null
      ? [ok('device', text)]
      : [warn('device', `${text}; ${product.fallback}`, '--provider auto, or install what is missing')];
  } finally {
    await product.close();
  }
}
