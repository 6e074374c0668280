/**
 * @file The controls once more, in plain loops over float64 numbers: what their graphs are held against. Written from the
 * definitions, not from the graphs.
 */
import type { Model } from '@regatta/onnx';

type Oracle = (pixels: Uint8Array, side: number) => number[];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const pixelStatistics: Oracle = (pixels) => {
  const channels = [0, 1, 2].map((c) => [...pixels].filter((_, i) => i % 3 === c).map((byte) => byte / 255));
  const means = channels.map(mean);
  const centred = channels.map((values, c) => values.map((value) => value - means[c]!));
  const moment = (order: number) => centred.map((values) => mean(values.map((value) => value ** order)));
  const variances = moment(2).map((variance) => Math.max(variance, 1.5e-9));
  const correlation = (a: number, b: number) =>
    mean(centred[a]!.map((value, i) => value * centred[b]![i]!)) / Math.sqrt(variances[a]! * variances[b]!);
  const quantiles = channels.flatMap((values) => {
    const sorted = values.toSorted((a, b) => a - b);
    return [0, 1, 2, 3, 4, 5, 6, 7, 8].map((eighth) => sorted[Math.round((eighth / 8) * (sorted.length - 1))]!);
  });
  return [
    ...means,
    ...moment(2).map(Math.sqrt),
    ...moment(3).map((third, c) => third / variances[c]!),
    ...moment(4).map((fourth, c) => Math.sqrt(fourth / variances[c]!)),
    correlation(0, 1),
    correlation(0, 2),
    correlation(1, 2),
    ...quantiles,
  ];
};

export const colorHistogram: Oracle = (pixels) => {
  const bins = 6;
  const counts = new Array<number>(bins ** 3).fill(0);
  for (let i = 0; i < pixels.length; i += 3) {
    const places = [0, 1, 2].map((c) => (pixels[i + c]! / 255) * (bins - 1));
    const share = (c: number, bin: number) => Math.max(0, 1 - Math.abs(places[c]! - bin));
    for (let r = 0; r < bins; r++)
      for (let g = 0; g < bins; g++)
        for (let b = 0; b < bins; b++) counts[(r * bins + g) * bins + b]! += share(0, r) * share(1, g) * share(2, b);
  }
  return counts.map((count) => Math.sqrt(count / (pixels.length / 3)));
};

export const hog: Oracle = (pixels, side) => {
  const gray = (y: number, x: number) => {
    const [row, column] = [y, x].map((at) => Math.min(Math.max(at, 0), side - 1)) as [number, number];
    const at = (row * side + column) * 3;
    return [0.299, 0.587, 0.114].reduce((sum, weight, c) => sum + weight * Math.sqrt(pixels[at + c]! / 255), 0);
  };
  const cells = side / 8;
  const histograms = Array.from({ length: cells * cells }, () => new Array<number>(9).fill(0));
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [gray(y, x + 1) - gray(y, x - 1), gray(y + 1, x) - gray(y - 1, x)];
      const magnitude = Math.hypot(dx, dy);
      // Opposite directions are one: an angle from 0 to π, counted from straight down.
      const angle = (((Math.atan2(dy, dx) + Math.PI / 2) % Math.PI) + Math.PI) % Math.PI;
      const place = (angle / Math.PI) * 9 - 0.5;
      const lower = Math.floor(place);
      const histogram = histograms[Math.floor(y / 8) * cells + Math.floor(x / 8)]!;
      histogram[(lower + 9) % 9]! += (magnitude * (1 - (place - lower))) / 64;
      histogram[(lower + 1) % 9]! += (magnitude * (place - lower)) / 64;
    }
  const unit = (values: readonly number[]) => {
    const length = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 1e-6));
    return values.map((value) => value / length);
  };
  const blocks: number[][] = [];
  for (let top = 0; top + 1 < cells; top++)
    for (let left = 0; left + 1 < cells; left++) {
      const corners = [0, 1, cells, cells + 1].flatMap((offset) => histograms[top * cells + left + offset]!);
      blocks.push(unit(unit(corners).map((value) => Math.min(value, 0.2))));
    }
  // The graph lists feature after feature, and for each of them all blocks.
  return blocks[0]!.flatMap((_, feature) => blocks.map((block) => block[feature]!));
};

/** The forward pass of the transformer, on the weights of its graph. */
export function randomVit(model: Model): Oracle {
  const weight = (name: string) => model.graph.initializers.get(name)!.data as Float32Array;
  const [width, heads, patch] = [128, 4, 8];
  type Rows = number[][];
  const multiply = (x: Rows, name: string): Rows => {
    const w = weight(name);
    const columns = w.length / x[0]!.length;
    return x.map((row) =>
      Array.from({ length: columns }, (_, j) => row.reduce((sum, value, k) => sum + value * w[k * columns + j]!, 0)),
    );
  };
  const add = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
  const normalized = (x: Rows): Rows =>
    x.map((row) => {
      const centre = mean(row);
      const scale = Math.sqrt(mean(row.map((value) => (value - centre) ** 2)) + 1e-6);
      return row.map((value) => (value - centre) / scale);
    });
  const attention = (x: Rows, layer: string): Rows => {
    const [q, k, v] = ['query', 'key', 'value'].map((part) => multiply(x, `${layer}.${part}`)) as [Rows, Rows, Rows];
    const size = width / heads;
    const mixed = x.map(() => new Array<number>(width).fill(0));
    for (let head = 0; head < heads; head++) {
      const part = (row: readonly number[]) => row.slice(head * size, (head + 1) * size);
      q.forEach((query, i) => {
        const scores = k.map(
          (key) => part(key).reduce((sum, value, j) => sum + value * part(query)[j]!, 0) / Math.sqrt(size),
        );
        const exponents = scores.map((score) => Math.exp(score - Math.max(...scores)));
        const total = exponents.reduce((sum, value) => sum + value, 0);
        v.forEach((value, j) =>
          part(value).forEach((each, d) => (mixed[i]![head * size + d]! += (exponents[j]! / total) * each)),
        );
      });
    }
    return multiply(mixed, `${layer}.output`);
  };
  const gelu = (value: number) => 0.5 * value * (1 + erf(value / Math.SQRT2));
  return (pixels, side) => {
    const across = side / patch;
    const [kernel, position] = [weight('patch.weight'), weight('position')];
    let x: Rows = Array.from({ length: across * across }, (_, token) => {
      const [top, left] = [Math.floor(token / across) * patch, (token % across) * patch];
      return Array.from({ length: width }, (_unused, j) => {
        let sum = position[token * width + j]!;
        for (let c = 0; c < 3; c++)
          for (let y = 0; y < patch; y++)
            for (let col = 0; col < patch; col++) {
              const pixel = (pixels[((top + y) * side + left + col) * 3 + c]! / 255) * 2 - 1;
              sum += pixel * kernel[((j * 3 + c) * patch + y) * patch + col]!;
            }
        return sum;
      });
    });
    for (let layer = 0; layer < 4; layer++) {
      x = add(x, attention(normalized(x), `layer${layer}`));
      const hidden = multiply(normalized(x), `layer${layer}.up`).map((row) => row.map(gelu));
      x = add(x, multiply(hidden, `layer${layer}.down`));
    }
    const last = normalized(x);
    return last[0]!.map((_, j) => mean(last.map((row) => row[j]!)));
  };
}

/** The series of the error function, exact to float64 where |x| < 4; beyond, 1 to eight digits. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
