/** @file Memory that WebAssembly and TypeScript share: handed out from the bottom, and all of it anew for the next image. */
import type { WebAssemblyMemory } from '@regatta/tensor';

const PAGE_BYTES = 64 * 1024;
const ALIGNMENT = 64;

export class Arena {
  readonly #memory: WebAssemblyMemory;
  readonly #from: number;
  #next: number;
  #bytes: Uint8Array;

  /** @param from the first address that may be handed out */
  constructor(memory: WebAssemblyMemory, from: number) {
    this.#memory = memory;
    this.#from = from;
    this.#next = from;
    this.#bytes = new Uint8Array(memory.buffer);
  }

  /** All of the memory, for as long as nothing is taken. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Takes everything back. */
  reset(): void {
    this.#next = this.#from;
  }

  /** The address of so many bytes, whatever they hold. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#next - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#bytes = new Uint8Array(this.#memory.buffer);
    }
    return at;
  }

  /** The address of a copy of an array's bytes. */
  put(array: Uint8Array | Int16Array | Int32Array): number {
    const at = this.take(array.byteLength);
    this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    return at;
  }
}
