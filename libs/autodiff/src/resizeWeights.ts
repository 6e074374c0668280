/**
 * @file Resize as a matrix per axis: row i holds the share of each input pixel in output pixel i. The gradient is the product
 * with its transpose. Formulas: the ONNX operator Resize, opset 19, and its reference implementation.
 */

export interface ResizeAxis {
  readonly from: number;
  readonly to: number;
  /** to / from, or the scale that was asked for. */
  readonly scale: number;
}

export interface ResizeMode {
  readonly mode: string;
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubicA: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
}

/** [to, from], row-major. @throws {RangeError} naming a mode that is not supported */
export function resizeWeights(axis: ResizeAxis, mode: ResizeMode): Float32Array {
  const { from, to, scale } = axis;
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const x = originOf(i, axis, mode.coordinates);
    for (const [place, weight] of sharesAt(x, scale, from, mode)) {
      weights[i * from + Math.min(from - 1, Math.max(0, place))]! += weight;
    }
  }
  return weights;
}

/** The place in the input, between its pixels, that output pixel i shows. */
function originOf(i: number, { from, to, scale }: ResizeAxis, coordinates: string): number {
  switch (coordinates) {
    case 'half_pixel':
      return (i + 0.5) / scale - 0.5;
    case 'pytorch_half_pixel':
      return to > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case 'half_pixel_symmetric': {
      const adjustment = to / (scale * from);
      return (from / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
    }
    case 'align_corners':
      return to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    case 'asymmetric':
      return i / scale;
    default:
      throw new RangeError(`coordinates of the kind "${coordinates}" are not supported`);
  }
}

function sharesAt(x: number, scale: number, from: number, mode: ResizeMode): [number, number][] {
  if (mode.mode === 'nearest') return [[roundedAs(mode.nearest, x), 1]];
  const kernel = mode.mode === 'linear' ? linear : mode.mode === 'cubic' ? cubic(mode.cubicA) : null;
  if (kernel === null) throw new RangeError(`the mode "${mode.mode}" is not supported`);
  // Shrinking with antialias widens the kernel so that no pixel is left out.
  const stretch = mode.antialias ? Math.min(1, scale) : 1;
  const reach = (mode.mode === 'linear' ? 1 : 2) / stretch;
  const shares: [number, number][] = [];
  for (let place = Math.floor(x - reach) + 1; place < x + reach; place++) {
    shares.push([place, kernel((x - place) * stretch)]);
  }
  const isInside = ([place]: [number, number]) => place >= 0 && place < from;
  const kept = mode.excludeOutside ? shares.filter(isInside) : shares;
  const total = kept.reduce((sum, [, weight]) => sum + weight, 0);
  return kept.map(([place, weight]) => [place, weight / total]);
}

const linear = (x: number) => Math.max(0, 1 - Math.abs(x));

/** Keys (1981): cubic convolution. */
const cubic = (a: number) => (x: number) => {
  const t = Math.abs(x);
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0;
};

function roundedAs(nearest: string, x: number): number {
  switch (nearest) {
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
    case 'round_prefer_ceil':
      return Math.floor(x + 0.5);
    default:
      return Math.ceil(x - 0.5);
  }
}
