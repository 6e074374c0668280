/**
 * @file Finds how many images one run of an encoder should be given: as many as take a fraction of a second, since a
 * stop is heard only between runs, and no more than the memory holds.
 *
 * It starts small and grows with what it sees, and is kept as long as the encoder's session. The size decides no number:
 * on the CPU provider a row comes out the same to the bit in every batch of two or more (a batch of one takes other
 * kernels, so none is ever run).
 */

/** A run of one image is given a second row, which is thrown away. */
export const BATCH_MIN = 2;
const BATCH_MAX = 256;
const GROWTH_MAX = 4;
/** Long enough that a call's own cost does not count, short enough for a stop and for progress. @unit seconds */
const RUN_SECONDS_AIM = 0.4;
/** Share of the memory that is free which a larger batch may take. */
const MEMORY_SHARE_MAX = 0.25;

export interface RunObservation {
  readonly images: number;
  readonly seconds: number;
  /** By how much the process has grown over the run. @unit bytes */
  readonly grownBytes: number;
  /** What the machine still has for this process. @unit bytes */
  readonly freeBytes: number;
}

export class BatchSize {
  #images = BATCH_MIN;
  #imagesMax = BATCH_MAX;
  /** The largest batch that was run: the runtime keeps its memory, so only a larger one takes more. */
  #imagesRun = 0;
  #bytesPerImage = 0;

  get images(): number {
    return this.#images;
  }

  /** Learns from a run of a whole batch. */
  observe({ images, seconds, grownBytes, freeBytes }: RunObservation): void {
    if (images > this.#imagesRun) {
      this.#bytesPerImage = Math.max(this.#bytesPerImage, grownBytes / (images - this.#imagesRun));
      this.#imagesRun = images;
    }
    const inTime = RUN_SECONDS_AIM / Math.max(seconds / images, 1e-6);
    const inMemory =
      this.#bytesPerImage > 0 ? this.#imagesRun + (freeBytes * MEMORY_SHARE_MAX) / this.#bytesPerImage : Infinity;
    const most = Math.min(inTime, inMemory, images * GROWTH_MAX, this.#imagesMax);
    this.#images = Math.max(BATCH_MIN, powerOfTwoBelow(most));
  }

  /** After a run that the memory did not hold. @returns false when the batch cannot be smaller. */
  shrink(): boolean {
    if (this.#images <= BATCH_MIN) return false;
    this.#imagesMax = Math.max(BATCH_MIN, powerOfTwoBelow(this.#images / 2));
    this.#images = this.#imagesMax;
    return true;
  }
}

function powerOfTwoBelow(x: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, x)));
}
