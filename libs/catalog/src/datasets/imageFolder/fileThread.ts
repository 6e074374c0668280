/**
 * @file A thread that reads files: calls that wait, one after the other, are several times cheaper than promises for
 * files of some kilobytes, and the hash is computed where the bytes are. It loads nothing but Node's own modules, so
 * that it starts in milliseconds, and judges nothing: what a file is, its first bytes say to whoever asked.
 */
import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import {
  FACTS_PER_FILE,
  FILE_BYTES_MAX,
  HASH_BYTES,
  HEAD_BYTES,
  type PackAnswer,
  type PackRequest,
  type ScanAnswer,
  type ScanRequest,
} from './fileTasks.ts';

const port = parentPort!;
/** Larger ones go after use, so that one scan of a map does not stay in memory. @unit bytes */
const KEPT_BYTES_MAX = 8 * 2 ** 20;
let room = Buffer.allocUnsafeSlow(2 ** 18);

port.on('message', (request: ScanRequest | PackRequest) => {
  if (request.task === 'scan') {
    const answer = scan(request);
    port.postMessage({ answer }, [answer.facts.buffer, answer.hashes.buffer, answer.heads.buffer]);
  } else {
    const answer = pack(request);
    port.postMessage({ answer }, 'bytes' in answer ? [answer.bytes.buffer] : []);
  }
});

function scan({ paths, known }: ScanRequest): ScanAnswer {
  const answer: ScanAnswer = {
    startedAtMs: Date.now(),
    facts: new Float64Array(paths.length * FACTS_PER_FILE),
    hashes: new Uint8Array(paths.length * HASH_BYTES),
    heads: new Uint8Array(paths.length * HEAD_BYTES),
    unread: [],
    failed: [],
  };
  for (const [i, path] of paths.entries()) {
    try {
      if (!isKnown(path, i, { known, answer })) scanFile(path, i, answer);
    } catch (error) {
      answer.failed.push([i, error instanceof Error ? error.message : String(error)]);
    }
  }
  return answer;
}

/** Looks up a file that was read before; one that is as it was then is not read again. */
function isKnown(path: string, i: number, { known, answer }: { known: Float64Array | null; answer: ScanAnswer }) {
  const at = i * FACTS_PER_FILE;
  if (known === null || Number.isNaN(known[at])) return false;
  const { size, mtimeMs, ctimeMs } = statSync(path);
  answer.facts.set([size, mtimeMs, ctimeMs], at);
  const isSame = known[at] === size && known[at + 1] === mtimeMs && known[at + 2] === ctimeMs;
  if (isSame) answer.unread.push(i);
  return isSame;
}

function scanFile(path: string, i: number, answer: ScanAnswer): void {
  const file = openSync(path, 'r');
  try {
    const { size, mtimeMs, ctimeMs } = fstatSync(file);
    answer.facts.set([size, mtimeMs, ctimeMs], i * FACTS_PER_FILE);
    if (size === 0 || size > FILE_BYTES_MAX) {
      answer.unread.push(i);
      return;
    }
    if (room.length < size) room = Buffer.allocUnsafeSlow(size);
    const got = readFully(file, room, { at: 0, bytes: size });
    // It shrank while it was read: the size that was read is the one that was hashed.
    if (got !== size) answer.facts[i * FACTS_PER_FILE] = got;
    const bytes = room.subarray(0, got);
    answer.hashes.set(hash('sha256', bytes, 'buffer'), i * HASH_BYTES);
    answer.heads.set(bytes.subarray(0, HEAD_BYTES), i * HEAD_BYTES);
  } finally {
    closeSync(file);
    if (room.length > KEPT_BYTES_MAX) room = Buffer.allocUnsafeSlow(2 ** 18);
  }
}

/** Files to their places in one buffer; the first that is not what it was is named. */
function pack({ frame, files }: PackRequest): PackAnswer {
  const bytes = new Uint8Array(frame);
  for (const [i, { path, offset, bytes: expected, sha256 }] of files.entries()) {
    try {
      const file = openSync(path, 'r');
      try {
        const { size } = fstatSync(file);
        const got = size === expected ? readFully(file, bytes, { at: offset, bytes: expected }) : size;
        const isSame = got === expected && hash('sha256', bytes.subarray(offset, offset + got), 'hex') === sha256;
        if (!isSame) return { changed: i, got };
      } finally {
        closeSync(file);
      }
    } catch (error) {
      return { failed: i, message: error instanceof Error ? error.message : String(error) };
    }
  }
  return { bytes, sha256: hash('sha256', bytes, 'hex') };
}

function readFully(file: number, into: Uint8Array, { at, bytes }: { at: number; bytes: number }): number {
  let got = 0;
  while (got < bytes) {
    const read = readSync(file, into, at + got, bytes - got, got);
    if (read === 0) break;
    got += read;
  }
  return got;
}
