/** @file Is there anything to pull from? Asked before something that would be nice to have, so it must not take long. */
import { stat } from 'node:fs/promises';
import { openBlobs } from '@regatta/blobs';
import { DEFAULT_HUB } from './hub.ts';

/** A name server that is not there lets one wait for ten seconds, a firewall for minutes. @unit milliseconds */
const TIMEOUT_MS = 1500;

export interface HubAnswersOptions {
  /** A hub's or mirror's address, `s3://BUCKET/PREFIX`, or a folder. @default the public hub */
  readonly from?: string | undefined;
  /** @default 1500 @unit milliseconds */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Never fails: whatever goes wrong is no answer. */
export async function hubAnswers({
  from = DEFAULT_HUB,
  timeoutMs = TIMEOUT_MS,
  signal,
}: HubAnswersOptions = {}): Promise<boolean> {
  const late = AbortSignal.timeout(timeoutMs);
  const stopped = signal === undefined ? late : AbortSignal.any([late, signal]);
  const gaveUp = new Promise<false>((resolve) =>
    stopped.addEventListener('abort', () => resolve(false), { once: true }),
  );
  return Promise.race([ask(from, stopped).catch(() => false), gaveUp]);
}

async function ask(from: string, signal: AbortSignal): Promise<boolean> {
  if (/^https?:\/\//.test(from)) {
    const { status } = await fetch(from, { method: 'HEAD', redirect: 'manual', signal });
    // A mirror may have no front page: any answer is one, but for a server in trouble or a proxy that wants a password.
    return status < 500 && status !== 407;
  }
  if (!from.startsWith('s3://')) return (await stat(from)).isDirectory();
  const blobs = await openBlobs(from);
  try {
    await blobs.head('any');
    return true;
  } finally {
    await blobs.close();
  }
}
