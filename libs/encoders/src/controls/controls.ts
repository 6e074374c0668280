/**
 * @file The built-in encoders: graphs that our own code writes, of standard ONNX operators. They are controls: what a
 * pretrained encoder must beat to have been worth its training.
 */
import { serializeModel, type Model } from '@regatta/onnx';
import { sha256 } from '@regatta/tensor';
import { EncoderSpec } from '../spec.ts';
import { COLOR_HISTOGRAM_DIMENSION, COLOR_HISTOGRAM_SIDE, colorHistogramModel } from './colorHistogram.ts';
import { HOG_DIMENSION, HOG_SIDE, hogModel } from './hog.ts';
import { CONTROL_INPUT, CONTROL_OUTPUT } from './imageGraph.ts';
import { PIXEL_STATISTICS_DIMENSION, PIXEL_STATISTICS_SIDE, pixelStatisticsModel } from './pixelStatistics.ts';
import { RANDOM_VIT_DIMENSION, RANDOM_VIT_SIDE, randomVitModel } from './randomVit.ts';

/** What is known of a control without writing its graph. */
export interface ControlFacts {
  /** Side of the square input: enough for what it looks at, small enough to cost next to nothing. @unit pixels */
  readonly side: number;
  /** Length of a feature. */
  readonly dimension: number;
  readonly notes: string;
}

const CONTROLS = {
  'pixel-statistics': {
    model: pixelStatisticsModel,
    side: PIXEL_STATISTICS_SIDE,
    dimension: PIXEL_STATISTICS_DIMENSION,
    notes: 'Moments and quantiles per channel: light, not content.',
  },
  'color-histogram': {
    model: colorHistogramModel,
    side: COLOR_HISTOGRAM_SIDE,
    dimension: COLOR_HISTOGRAM_DIMENSION,
    notes: 'Joint histogram of colours: which, not where.',
  },
  hog: {
    model: hogModel,
    side: HOG_SIDE,
    dimension: HOG_DIMENSION,
    notes: 'Histograms of oriented gradients: outlines, no colour.',
  },
  'random-vit': {
    model: randomVitModel,
    side: RANDOM_VIT_SIDE,
    dimension: RANDOM_VIT_DIMENSION,
    notes: 'A small vision transformer that nobody has trained.',
  },
} as const satisfies Record<string, ControlFacts & { readonly model: () => Model }>;

export type ControlName = keyof typeof CONTROLS;
export const CONTROL_NAMES = Object.keys(CONTROLS) as readonly ControlName[];

export interface Control {
  /** The network as an ONNX file; the same bytes on every machine. */
  readonly weights: Uint8Array;
  readonly spec: EncoderSpec;
}

export function controlFacts(name: ControlName): ControlFacts {
  const { side, dimension, notes } = CONTROLS[name];
  return { side, dimension, notes };
}

/** Writes a control. A few milliseconds; a quarter of a second for `random-vit`. */
export function buildControl(name: ControlName): Control {
  const { model, side, notes } = CONTROLS[name];
  const weights = serializeModel(model());
  const spec = EncoderSpec.parse({
    version: 1,
    name,
    role: 'control',
    weights: sha256(weights),
    input: { name: CONTROL_INPUT, layout: 'nhwc' },
    // Squashed, so that nothing of the image is cut away; normalised in the graph.
    preprocessing: {
      resize: { mode: 'exact', size: side, interpolation: 'bicubic' },
      rescale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
    tap: { tensor: CONTROL_OUTPUT },
    precision: 'fp32',
    family: 'control',
    licence: 'Apache-2.0',
    source: 'built in',
    notes,
  });
  return { weights, spec };
}
