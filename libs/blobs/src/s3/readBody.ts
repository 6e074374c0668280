/** @file The body of an answer into memory of exactly its size. */
import type { Readable } from 'node:stream';
import { BodyLengthError } from './s3Fault.ts';

/**
 * @param length bytes that the server announced
 * @returns bytes that own their memory from its first byte
 * @throws {BodyLengthError} more or fewer bytes came.
 */
export function readBody(body: Readable, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let got = 0;
  // Events, since a loop over the chunks would wait a turn for each of thousands.
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Uint8Array) => {
      if (got + chunk.length > length) {
        body.destroy(new BodyLengthError(`more than the ${length} bytes that were announced came`));
        return;
      }
      bytes.set(chunk, got);
      got += chunk.length;
    });
    body.on('error', reject);
    body.on('close', () => {
      if (got === length) resolve(new Uint8Array(bytes.buffer, bytes.byteOffset, length));
      else reject(new BodyLengthError(`the answer ended after ${got} of ${length} bytes`));
    });
    body.on('end', () => {
      if (got === length) resolve(new Uint8Array(bytes.buffer, bytes.byteOffset, length));
    });
  });
}
