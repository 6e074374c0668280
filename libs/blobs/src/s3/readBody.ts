/** @file The body of an answer into memory of exactly its size. */
import type { Readable } from 'node:stream';
import { BodyLengthError } from './s3Fault.ts';

/**
 * @param length bytes that the server announced
 * @returns bytes that own their memory from its first byte
 * @throws {BodyLengthError} more or fewer bytes came.
 */
export async function readBody(body: Readable, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let got = 0;
  // Leaving the loop early destroys the stream, and its connection with it.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (got + chunk.length > length)
      throw new BodyLengthError(`more than the ${length} bytes that were announced came`);
    bytes.set(chunk, got);
    got += chunk.length;
  }
  if (got < length) throw new BodyLengthError(`the answer ended after ${got} of ${length} bytes`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
