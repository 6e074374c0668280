/**
 * @file Encoders with the gradients that PyTorch computes for a classifier on top of them: two from test/golden, all of them
 * where the full fixtures lie beside the clone.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from '@regatta/onnx';
import { decodeNpy } from '@regatta/tensor';
import { encoderFixtures } from '../../../test/support/onnxModels.ts';
import { readSafetensors, type Stored } from '../../../test/support/safetensors.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden');

/** Where a parameter of PyTorch lies in a file. */
interface ParameterPlace {
  readonly parameter: string;
  readonly file: string;
  readonly initialiser: string;
  readonly transposed: boolean;
  readonly rows?: readonly [number, number];
  readonly shape?: readonly number[];
  readonly set?: string;
}

interface Batch {
  readonly images: Tensor<'float32'>;
  readonly labels: Tensor<'int64'>;
}

/** Eight steps on the batches a, b, a, b, ... */
export interface TrainingRun {
  /** Before each step, in double precision. */
  readonly loss_f64: readonly number[];
  /** Where the rate changes from step to step. */
  readonly learning_rates?: readonly number[];
}

/** params.json */
interface Parameters {
  readonly map: readonly ParameterPlace[];
  readonly parameters?: Readonly<Record<string, { readonly role: 'trained' | 'frozen' | 'unused' }>>;
}

/** training.json */
interface Training {
  readonly tap: string;
  readonly labels: { readonly a: readonly number[]; readonly b: readonly number[] };
  readonly runs: Readonly<Record<string, TrainingRun>>;
  readonly gradient: {
    readonly loss_f64: number;
    readonly zero: readonly string[];
    readonly zero_parts: Readonly<Record<string, readonly [number, number]>>;
  };
}

export interface ExpectedGradient {
  readonly parameter: string;
  readonly initialiser: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** The largest element of the parameter's whole gradient, by which errors are measured; 0 where all of it is rounding. */
  readonly scale: number;
}

export interface EncoderFixture {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly tap: string;
  readonly batches: { readonly a: Batch; readonly b: Batch };
  readonly head: { readonly weight: Tensor<'float32'>; readonly bias: Tensor<'float32'> };
  /** Is BatchNormalization to use the statistics of the batch? */
  readonly usesBatchStatistics: boolean;
  readonly loss: number;
  /** By the name of the value in the graph. */
  readonly expected: readonly ExpectedGradient[];
  readonly ofImages: Stored | undefined;
  readonly ofHead: { readonly weight: Stored; readonly bias: Stored };
  readonly runs: Readonly<Record<string, TrainingRun>>;
  /** Parameters that are not trained. */
  readonly frozen: ReadonlySet<string>;
  /** Parameters, and rows of them, whose gradient is exactly zero: Adam makes steps out of its rounding. */
  readonly zero: ReadonlySet<string>;
  readonly zeroRows: Readonly<Record<string, readonly [number, number]>>;
  /** `<run>/<parameter>` after the last step, in single precision. */
  readonly final: ReadonlyMap<string, Stored>;
}

interface Source {
  readonly title: string;
  readonly file: string;
  readonly model: string;
  readonly inputs: { readonly a: string; readonly b: string };
  readonly training: string;
  readonly params: string;
  readonly gradients: string;
  readonly final: string;
  readonly head: string;
  readonly set?: string;
  readonly usesBatchStatistics: boolean;
}

export const goldenFixtures: readonly EncoderFixture[] = [
  golden('dino', 'legacy', ''),
  golden('dino', 'dynamo', ''),
  golden('resnet', 'legacy_bn', '.bn-train'),
].map(load);

/** null where the full fixtures are not. */
export function fullFixtures(): readonly EncoderFixture[] | null {
  if (encoderFixtures === null) return null;
  const networks = readdirSync(encoderFixtures).filter((name) =>
    existsSync(join(encoderFixtures!, name, 'head.safetensors')),
  );
  return networks.flatMap((network) => sourcesOf(join(encoderFixtures!, network), network)).map(load);
}

function golden(network: string, file: string, mode: string): Source {
  const at = (name: string) => join(GOLDEN, 'autodiff', `${network}${name}`);
  return {
    title: `${network} ${file}${mode}`,
    file: `${file}.onnx`,
    model: join(GOLDEN, 'onnx', `${network}-${file.replace('_', '-')}.onnx`),
    inputs: { a: join(GOLDEN, 'onnx', `${network}-input.npy`), b: at('.input_b.npy') },
    training: at(`.training${mode}.json`),
    params: at('.params.json'),
    gradients: at(`.gradients${mode}.safetensors`),
    final: at(`.final${mode}.safetensors`),
    head: at('.head.safetensors'),
    usesBatchStatistics: mode === '.bn-train',
  };
}

/** Networks with BatchNormalization have a file per way of treating it. */
function sourcesOf(folder: string, network: string): Source[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
  const hasBatchNormalization = existsSync(join(folder, 'training.bn-eval.json'));
  return files.flatMap((file) => {
    const isKept = file.endsWith('_bn.onnx');
    const modes = !hasBatchNormalization ? [''] : isKept ? ['.bn-eval', '.bn-train'] : ['.bn-fused'];
    return modes.map((mode) => ({
      title: `${network} ${file}${mode}`,
      file,
      model: join(folder, file),
      inputs: { a: join(folder, 'input.npy'), b: join(folder, 'input_b.npy') },
      training: join(folder, `training${mode}.json`),
      params: join(folder, 'params.json'),
      gradients: join(folder, `gradients${mode}.safetensors`),
      final: join(folder, `final${mode}.safetensors`),
      head: join(folder, 'head.safetensors'),
      ...(mode === '.bn-fused' && { set: 'bn-fused' }),
      usesBatchStatistics: mode === '.bn-train',
    }));
  });
}

function load(source: Source): EncoderFixture {
  const training = readJson<Training>(source.training);
  const { map, parameters = {} } = readJson<Parameters>(source.params);
  const gradients = readSafetensors(source.gradients);
  const head = readSafetensors(source.head);
  const batch = (name: 'a' | 'b'): Batch => {
    const { shape, data } = decodeNpy(readFileSync(source.inputs[name]));
    const labels = training.labels[name];
    return {
      images: Tensor.of('float32', shape, data as Float32Array),
      labels: Tensor.of('int64', [labels.length], labels),
    };
  };
  const places = map.filter(({ file, set }) => file === source.file && set === source.set);
  return {
    title: source.title,
    bytes: readFileSync(source.model),
    tap: training.tap,
    batches: { a: batch('a'), b: batch('b') },
    head: { weight: toTensor(head.get('head.weight')!), bias: toTensor(head.get('head.bias')!) },
    usesBatchStatistics: source.usesBatchStatistics,
    loss: training.gradient.loss_f64,
    expected: places.flatMap((place) => expectedAt(place, gradients, training)),
    ofImages: gradients.get('grad/input'),
    ofHead: { weight: gradients.get('grad/head.weight')!, bias: gradients.get('grad/head.bias')! },
    runs: training.runs,
    frozen: new Set(Object.keys(parameters).filter((name) => parameters[name]!.role === 'frozen')),
    zero: new Set(training.gradient.zero),
    zeroRows: training.gradient.zero_parts,
    final: readSafetensors(source.final),
  };
}

/** The gradient of an initialiser: that of the parameter, cut, transposed and reshaped as the exporter did. */
function expectedAt(
  place: ParameterPlace,
  gradients: ReadonlyMap<string, Stored>,
  { gradient }: Training,
): ExpectedGradient[] {
  const stored = gradients.get(`grad/${place.parameter}`);
  // What the tap does not depend on has no gradient.
  if (stored === undefined) return [];
  // Rows are those of the parameter as a matrix [n, d].
  const columns = stored.shape.at(-1) ?? 1;
  const [first, last] = place.rows ?? [0, stored.data.length / columns];
  const rows = last - first;
  const cut = stored.data.slice(first * columns, last * columns) as Float32Array;
  const data = place.transposed
    ? Float32Array.from(cut, (_, i) => cut[(i % rows) * columns + Math.floor(i / rows)]!)
    : cut;
  const own = place.transposed ? [columns, rows] : stored.shape;
  const isZero = gradient.zero.includes(place.parameter);
  const scale = isZero ? 0 : (stored.data as Float32Array).reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  return [{ parameter: place.parameter, initialiser: place.initialiser, shape: place.shape ?? own, data, scale }];
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function toTensor({ shape, data }: Stored): Tensor<'float32'> {
  return Tensor.of('float32', shape, data as Float32Array);
}
