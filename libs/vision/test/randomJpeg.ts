/**
 * @file JPEGs of random coefficients, so that decoders can be compared on samplings, restarts, code lengths and values
 * that encoders seldom write.
 */
import type { Random } from '@regatta/tensor';

export interface RandomJpeg {
  readonly width: number;
  readonly height: number;
  readonly sampling: 'gray' | '4:4:4' | '4:2:2' | '4:2:0';
  /** MCUs between two restarts; 0 without. */
  readonly restartInterval: number;
  /** Share of the coefficients that are not 0. */
  readonly density: number;
}

const FACTORS = { gray: [1, 1], '4:4:4': [1, 1], '4:2:2': [2, 1], '4:2:0': [2, 2] } as const;
/** How many codes have 1, 2, ... 16 bits: short ones and, of 162 symbols, some of every length. */
const DC_COUNTS = [0, 1, 2, 2, 3, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const AC_COUNTS = [0, 1, 2, 2, 4, 4, 4, 4, 6, 8, 12, 16, 20, 26, 30, 23];
/** Dequantised coefficients stay within what samples of 8 bits give. */
const COEFFICIENT_MAX = 1023;

export function randomJpeg(
  { width, height, sampling, restartInterval, density }: RandomJpeg,
  random: Random,
): Uint8Array {
  const [across, down] = FACTORS[sampling];
  const count = sampling === 'gray' ? 1 : 3;
  const components = Array.from({ length: count }, (_, i): [number, number] => (i === 0 ? [across, down] : [1, 1]));
  const quantisation = Uint8Array.from({ length: 64 }, () => 1 + random.integer(40));
  const acSymbols = shuffled(
    Array.from({ length: 256 }, (_, symbol) => symbol).filter(
      (symbol) => (symbol & 15) <= 10 && ((symbol & 15) > 0 || symbol === 0 || symbol === 0xf0),
    ),
    random,
  );
  const dcSymbols = shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], random);
  const [dc, ac] = [codesOf(DC_COUNTS, dcSymbols), codesOf(AC_COUNTS, acSymbols)];

  const bits = new BitWriter();
  const predictions = components.map(() => 0);
  const block = (component: number) => {
    const value = (k: number) => {
      const most = Math.floor(COEFFICIENT_MAX / quantisation[k]!);
      return random.next() < 0.5 ? random.integer(3) - 1 : random.integer(2 * most + 1) - most;
    };
    const dcValue = value(0);
    writeValue(bits, dc, dcValue - predictions[component]!, 0);
    predictions[component] = dcValue;
    let run = 0;
    for (let k = 1; k < 64; k++) {
      const coefficient = random.next() < density ? value(k) : 0;
      if (coefficient === 0) {
        run++;
        continue;
      }
      for (; run > 15; run -= 16) bits.write(ac.get(0xf0)!);
      writeValue(bits, ac, coefficient, run);
      run = 0;
    }
    if (run > 0) bits.write(ac.get(0)!);
  };
  const mcus = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  for (let mcu = 0; mcu < mcus; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      bits.restart((mcu / restartInterval - 1) & 7);
      predictions.fill(0);
    }
    for (const [i, [own, ownDown]] of components.entries()) for (let b = 0; b < own * ownDown; b++) block(i);
  }
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xdb, [0, ...quantisation]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, count].concat(frameOf(components))),
    segment(0xc4, [0x00, ...DC_COUNTS, ...dcSymbols, 0x10, ...AC_COUNTS, ...acSymbols]),
    ...(restartInterval > 0 ? [segment(0xdd, [restartInterval >> 8, restartInterval & 255])] : []),
    segment(0xda, [count, ...components.flatMap((_, i) => [i + 1, 0]), 0, 63, 0]),
    bits.finish(),
    Buffer.of(0xff, 0xd9),
  ]);
}

const frameOf = (components: readonly [number, number][]) =>
  components.flatMap(([across, down], i) => [i + 1, (across << 4) | down, 0]);

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

interface Code {
  readonly code: number;
  readonly length: number;
}

/** Canonical codes: of each length the next ones, one behind the other. */
function codesOf(counts: readonly number[], symbols: readonly number[]): Map<number, Code> {
  const codes = new Map<number, Code>();
  let [code, next] = [0, 0];
  for (const [i, count] of counts.entries()) {
    for (let k = 0; k < count; k++) codes.set(symbols[next++]!, { code: code++, length: i + 1 });
    code <<= 1;
  }
  return codes;
}

function writeValue(bits: BitWriter, codes: ReadonlyMap<number, Code>, value: number, run: number): void {
  const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
  bits.write(codes.get((run << 4) | size)!);
  if (size > 0) bits.write({ code: value < 0 ? value + (1 << size) - 1 : value, length: size });
}

class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #free = 8;

  write({ code, length }: Code): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.#byte = (this.#byte << 1) | ((code >> bit) & 1);
      if (--this.#free === 0) this.#flush();
    }
  }

  restart(index: number): void {
    this.#pad();
    this.#bytes.push(0xff, 0xd0 + index);
  }

  finish(): Buffer {
    this.#pad();
    return Buffer.from(this.#bytes);
  }

  #pad(): void {
    while (this.#free < 8) this.write({ code: 1, length: 1 });
  }

  #flush(): void {
    this.#bytes.push(this.#byte);
    if (this.#byte === 0xff) this.#bytes.push(0);
    [this.#byte, this.#free] = [0, 8];
  }
}

function shuffled(values: number[], random: Random): number[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}
