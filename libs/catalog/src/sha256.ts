/** @file SHA-256 on another thread: of many files at once, each core hashes one. */
import { webcrypto } from 'node:crypto';

/** 64 hex digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}
