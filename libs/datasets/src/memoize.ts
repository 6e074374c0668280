/** Splits and draws kept at a time. A split is a few numbers per image, and cells of one split come side by side. */
const KEPT = 32;

/** Keeps the last values that were asked for. */
export function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.has(key) ? known.get(key)! : compute(key);
    known.delete(key);
    known.set(key, value);
    if (known.size > KEPT) known.delete(known.keys().next().value as K);
    return value;
  };
}

/** Computes a value when it is first asked for. */
export function once<T>(compute: () => T): () => T {
  let known: { value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}
