import { describe, expect, test } from 'vitest';
import { encoder, sha } from '../test/arbitraries.ts';
import { JOB_CATALOG, JOB_KINDS, jobId, LANES, parsePayload, parseResult, type EmbedPayload } from './catalog.ts';
import { ContractError, failureKind, InterruptedError, RetryableError, TerminalError } from './errors.ts';

const EMBED: EmbedPayload = {
  version: 1,
  encoder: encoder('hog'),
  dataset: { name: 'birds', hash: sha('birds') },
  shard: { index: 0, sha256: sha('shard'), images: 10, bytes: 1000 },
  provider: 'auto',
  unreadableShareMax: 0.01,
};

describe('the catalogue of jobs', () => {
  test('gives each kind a lane, a lease that outlives a few heartbeats, and a number of tries', () => {
    for (const kind of JOB_KINDS) {
      const { lane, leaseMs, maxAttempts } = JOB_CATALOG[kind];
      expect(LANES).toContain(lane);
      expect(leaseMs).toBeGreaterThanOrEqual(5000);
      expect(maxAttempts).toBeGreaterThanOrEqual(1);
    }
  });

  test('names every fault of a payload, and the kind it was meant for', () => {
    const broken = { ...EMBED, version: 2, provider: 'abacus', unreadableShareMax: 3, extra: true };
    const attempt = () => parsePayload('embed', broken);
    expect(attempt).toThrow(ContractError);
    for (const part of [/"embed"/, /version/, /provider/, /unreadableShareMax/, /extra/]) expect(attempt).toThrow(part);
  });

  test('reads back a payload as it was', () => {
    expect(parsePayload('embed', JSON.parse(JSON.stringify(EMBED)))).toEqual(EMBED);
  });

  test('refuses a result with a share above one', () => {
    expect(() => parseResult('evaluate', { done: 1, failed: -1, seconds: 0 })).toThrow(/failed/);
  });

  test('gives the same work the same id, and other work another', () => {
    const { version, ...rest } = EMBED;
    expect(jobId('embed', { ...rest, version })).toBe(jobId('embed', EMBED));
    expect(jobId('embed', { ...EMBED, shard: { ...EMBED.shard, index: 1 } })).not.toBe(jobId('embed', EMBED));
  });
});

test('an error tells who pays for it; an unknown one is the job’s own', () => {
  expect(failureKind(new InterruptedError('told to stop'))).toBe('interrupted');
  expect(failureKind(new RetryableError('S3 is away'))).toBe('infrastructure');
  expect(failureKind(new TerminalError('NaN'))).toBe('job');
  expect(failureKind(new TypeError('bug'))).toBe('job');
  expect(failureKind('a thrown text')).toBe('job');
});
