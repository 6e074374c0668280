/** @file What each file of a folder is by its bytes: the hash of an image, or the reason why it is none. */
import { ImageError, sniffFormat } from '@regatta/vision';
import { concurrently } from '../../concurrently.ts';
import type { ImportOptions } from '../imported.ts';
import { FACTS_PER_FILE, FILE_BYTES_MAX, HASH_BYTES, HEAD_BYTES, type ScanAnswer } from './fileTasks.ts';
import { FileThreads } from './fileThreads.ts';
import { EXTENSIONS } from './imageExtensions.ts';
import type { FileContent, FileFacts, ImportMemory } from './importMemory.ts';

export interface ReadFile {
  /** Zero where the file could not even be looked up. */
  readonly bytes: number;
  readonly content: FileContent;
}

/** Some milliseconds of reading; large enough that handing them over costs nothing beside it. */
const FILES_PER_TASK = 128;

/** In the order of `paths`. Files that the memory knows are looked up, not read. */
export async function readFiles(
  root: string,
  paths: readonly string[],
  { memory, onProgress, signal }: ImportOptions & { memory: ImportMemory },
): Promise<ReadFile[]> {
  await using threads = new FileThreads();
  const results = new Array<ReadFile>(paths.length);
  const starts = Array.from({ length: Math.ceil(paths.length / FILES_PER_TASK) }, (_, task) => task * FILES_PER_TASK);
  let done = 0;
  // Twice as many as threads, so that none waits for the next task.
  const options = { limit: 2 * threads.count, bytesOf: () => 0, signal };
  await concurrently(starts, options, async (from) => {
    const some = paths.slice(from, from + FILES_PER_TASK);
    const full = some.map((path) => `${root}/${path}`);
    const answer = await threads.scan({ task: 'scan', paths: full, known: recalled(some, memory) });
    const failed = new Map(answer.failed);
    const unread = new Set(answer.unread);
    for (const [i, path] of some.entries()) {
      const message = failed.get(i);
      // Not remembered: the next import may be allowed to.
      if (message !== undefined) results[from + i] = { bytes: 0, content: { reason: `cannot be read: ${message}` } };
      else results[from + i] = found(path, i, { answer, isUnread: unread.has(i), memory });
    }
    done += some.length;
    onProgress?.({ step: 'read', done, total: paths.length });
  });
  return results;
}

/** What is known of these files, for the thread to compare; null when none of it is. */
function recalled(paths: readonly string[], memory: ImportMemory): Float64Array | null {
  let known: Float64Array | null = null;
  for (const [i, path] of paths.entries()) {
    const facts = memory.recall(path);
    if (facts === null) continue;
    known ??= new Float64Array(paths.length * FACTS_PER_FILE).fill(NaN);
    known.set([facts.size, facts.mtimeMs, facts.ctimeMs], i * FACTS_PER_FILE);
  }
  return known;
}

function found(
  path: string,
  i: number,
  { answer, isUnread, memory }: { answer: ScanAnswer; isUnread: boolean; memory: ImportMemory },
): ReadFile {
  const at = i * FACTS_PER_FILE;
  const facts: FileFacts = {
    size: answer.facts[at]!,
    mtimeMs: answer.facts[at + 1]!,
    ctimeMs: answer.facts[at + 2]!,
  };
  if (isUnread) return { bytes: facts.size, content: unfit(facts) ?? memory.content(path, facts)! };
  const content = contentOf(answer, i, facts.size);
  memory.rememberContent(path, { ...facts, readAtMs: answer.startedAtMs }, content);
  return { bytes: facts.size, content };
}

function unfit({ size }: FileFacts): { reason: string } | null {
  if (size === 0) return { reason: 'The file is empty.' };
  if (size > FILE_BYTES_MAX) {
    return { reason: `Expected a file of at most ${FILE_BYTES_MAX} bytes, got ${size}. Is it a photo?` };
  }
  return null;
}

function contentOf({ heads, hashes }: ScanAnswer, i: number, bytes: number): FileContent {
  const head = heads.subarray(i * HEAD_BYTES, i * HEAD_BYTES + Math.min(bytes, HEAD_BYTES));
  try {
    const extension = EXTENSIONS[sniffFormat(head)];
    return { extension, sha256: Buffer.from(hashes.buffer, i * HASH_BYTES, HASH_BYTES).toString('hex') };
  } catch (error) {
    if (error instanceof ImageError) return { reason: error.message };
    throw error;
  }
}
