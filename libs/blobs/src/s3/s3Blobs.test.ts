import { randomBytes } from 'node:crypto';
import type { Time } from '@regatta/jobs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { blobsContract, listed } from '../contract.testkit.ts';
import { BlobAccessError, BlobCorruptError, BlobKeyError, BlobRangeError, BlobUnavailableError } from '../errors.ts';
import { openBlobs } from '../openBlobs.ts';
import { BUCKET, FakeS3, type FakeS3Options } from './fakeS3.testkit.ts';
import { openS3Blobs, type S3BlobsOptions } from './s3Blobs.ts';

blobsContract('a bucket', async () => {
  const server = new FakeS3({ pageKeys: 3 });
  const blobs = await openBlobs(`s3://${BUCKET}/some/prefix`, await server.start());
  return { blobs, dispose: () => server.stop() };
});

blobsContract('a bucket of a server that ignores conditions', async () => {
  const server = new FakeS3({ conditions: 'ignore' });
  const blobs = await openBlobs(`s3://${BUCKET}`, await server.start());
  return { blobs, dispose: () => server.stop(), isRaceSafe: false };
});

/** A store over a server of its own, whose pauses take no time and are written down. */
async function store(given: FakeS3Options & Partial<S3BlobsOptions> = {}) {
  const server = new FakeS3(given);
  const options = await server.start();
  const pauses: number[] = [];
  const time: Time = { now: () => 0, date: () => new Date(0), sleep: async (ms) => void pauses.push(ms) };
  const merged = { ...options, time, random: () => 0.5, ...given } as S3BlobsOptions;
  const blobs = openS3Blobs(`s3://${BUCKET}/runs`, merged);
  onTestFinished(async () => {
    await blobs.close();
    await server.stop();
  });
  return { server, blobs, pauses, options: merged };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('a bucket in trouble', () => {
  test('is asked again, each time after a longer pause, and again no more than five times', async () => {
    const { server, blobs, pauses } = await store();
    server.objects.set('runs/a', Buffer.from('abc'));
    server.fail({ status: 500, code: 'InternalError' }, { times: 5 });
    expect(text(await blobs.get('a'))).toBe('abc');
    expect(pauses).toEqual([100, 200, 400, 800, 1600]);
    server.fail({ status: 503, code: 'SlowDown' }, { times: 6 });
    const error = await thrownBy(blobs.get('a'));
    expect(error).toBeInstanceOf(BlobUnavailableError);
    expect(String(error)).toMatch(
      /Cannot read `a` in s3:\/\/regatta-test\/runs \(http:.*\), also after several tries: SlowDown: It is SlowDown \(HTTP 503\)\./,
    );
    expect(pauses.slice(5)).toEqual([500, 1000, 2000, 2500, 2500]);
  });

  test('that breaks an answer off is asked again, and never believed', async () => {
    const { server, blobs } = await store();
    const body = randomBytes(200_000);
    server.objects.set('runs/a', body);
    server.fail('truncate', { times: 2 });
    server.fail('reset');
    expect(Buffer.compare(await blobs.get('a'), body)).toBe(0);
    server.fail('truncate', { times: 6 });
    expect(await thrownBy(blobs.get('a', { offset: 10, length: 100_000 }))).toBeInstanceOf(BlobUnavailableError);
  });

  test('that announces other lengths than it sends is not believed', async () => {
    const { server, blobs } = await store();
    server.objects.set('runs/a', Buffer.from('abc'));
    server.fail({ status: 206, code: 'short', headers: { 'content-range': 'bytes 0-1/3' } }, { times: 9 });
    expect(await thrownBy(blobs.get('a', { offset: 0, length: 2 }))).toBeInstanceOf(BlobCorruptError);
  });

  test('that says nothing is given up after a silence', async () => {
    const { server, blobs, pauses } = await store({ silenceMsMax: 60 });
    server.objects.set('runs/a', Buffer.from('abc'));
    server.fail('stall', { times: 2 });
    expect(text(await blobs.get('a'))).toBe('abc');
    expect(pauses).toHaveLength(2);
  });

  test('lists on where a page failed', async () => {
    const { server, blobs } = await store({ pageKeys: 2 });
    for (const key of ['a', 'b', 'c', 'd', 'e']) server.objects.set(`runs/${key}`, Buffer.from('x'));
    server.fail(
      { status: 500, code: 'InternalError' },
      { times: 2, matches: ({ query }) => query.has('continuation-token') },
    );
    expect((await listed(blobs, '')).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('that is not there at all says where it was looked for', async () => {
    const blobs = openS3Blobs(`s3://${BUCKET}`, {
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      time: { now: () => 0, date: () => new Date(0), sleep: async () => undefined },
    });
    const error = await thrownBy(blobs.head('a'));
    expect(error).toBeInstanceOf(BlobUnavailableError);
    expect(String(error)).toMatch(
      /\(http:\/\/127\.0\.0\.1:9\), also after several tries: the server cannot be reached: .*ECONNREFUSED/,
    );
    await blobs.close();
  });
});

describe('a write', () => {
  test('whose answer was lost is repeated, and finds its own object', async () => {
    const { server, blobs } = await store();
    server.fail('lose answer', { matches: ({ key }) => key === 'runs/a' });
    expect(await blobs.put('a', bytes('abc'))).toBe('exists');
    expect(text(await blobs.get('a'))).toBe('abc');
  });

  test('in parts survives lost parts, lost answers and a lost end', async () => {
    const { server, blobs } = await store();
    const body = randomBytes(40 * 2 ** 20);
    server.fail({ status: 500, code: 'InternalError' }, { times: 3, matches: ({ query }) => query.has('partNumber') });
    server.fail('lose answer', { matches: ({ query }) => query.get('partNumber') === '3' });
    server.fail('lose answer', { matches: ({ method, query }) => method === 'POST' && query.has('uploadId') });
    expect(await blobs.put('large', body)).toBe('created');
    expect(Buffer.compare(server.objects.get('runs/large')!, body)).toBe(0);
    expect(server.uploads.size).toBe(0);
  });

  test('in parts leaves none behind when it fails or comes second', async () => {
    const { server, blobs } = await store();
    const body = new Uint8Array(17 * 2 ** 20);
    server.fail({ status: 403, code: 'AccessDenied' }, { matches: ({ query }) => query.get('partNumber') === '2' });
    expect(await thrownBy(blobs.put('large', body))).toBeInstanceOf(BlobAccessError);
    expect(server.uploads.size).toBe(0);
    expect(server.objects.has('runs/large')).toBe(false);
    const outcomes = await Promise.all([blobs.put('large', body), blobs.put('large', body)]);
    expect(outcomes.sort()).toEqual(['created', 'exists']);
    expect(server.uploads.size).toBe(0);
  });

  test('is not sent where a large object is known to be there', async () => {
    const { server, blobs } = await store();
    server.objects.set('runs/a', Buffer.from('first'));
    expect(await blobs.put('a', new Uint8Array(2 ** 21))).toBe('exists');
    expect(server.requests.filter((request) => request === 'PUT runs/a')).toEqual([]);
  });

  test.each(['ignore', 'refuse'] as const)('asks first on a server that does %s conditions', async (conditions) => {
    const { server, blobs } = await store({ conditions });
    expect(await blobs.put('a', bytes('first'))).toBe('created');
    expect(await blobs.put('a', bytes('second'))).toBe('exists');
    expect(text(await blobs.get('a'))).toBe('first');
    expect([...server.objects.keys()]).toEqual(['runs/a']);
    // The server is tried once, by an object that is gone again.
    expect(server.requests.filter((request) => request.includes('~probe')).length).toBeLessThanOrEqual(3);
  });

  test('keeps apart what other prefixes and other programs put into the bucket', async () => {
    const { server, blobs } = await store();
    server.objects.set('runs-2/a', Buffer.from('x'));
    server.objects.set('runs/~tmp/b', Buffer.from('x'));
    server.objects.set('runs/with space', Buffer.from('x'));
    server.objects.set('other', Buffer.from('x'));
    await blobs.put('a', bytes('y'));
    expect(await listed(blobs, '')).toMatchObject([{ key: 'a', bytes: 1 }]);
    expect(await thrownBy(blobs.put(`${'x/'.repeat(508)}xyz`, bytes('x')))).toBeNull();
    expect(await thrownBy(blobs.put(`${'x/'.repeat(509)}xyz`, bytes('x')))).toBeInstanceOf(BlobKeyError);
  });
});

describe('a request that is refused', () => {
  const cases: [string, { status: number; code: string; headers?: Record<string, string> }, RegExp][] = [
    ['for the bucket', { status: 404, code: 'NoSuchBucket' }, /there is no bucket `regatta-test`\. Create it/],
    ['for permissions', { status: 403, code: 'AccessDenied' }, /does not allow it: AccessDenied.* need s3:GetObject/],
    ['for an unknown key', { status: 403, code: 'InvalidAccessKeyId' }, /not accepted: InvalidAccessKeyId/],
    [
      'as versitygw does for an unknown key',
      { status: 404, code: 'XAdminUserNotFound' },
      /credentials were not accepted/,
    ],
    ['for old credentials', { status: 400, code: 'ExpiredToken' }, /the credentials have expired\. Get new ones/],
    [
      'for the region',
      { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      /the bucket is in another region .* Set AWS_REGION=eu-west-1/,
    ],
    ['for room', { status: 507, code: 'XMinioStorageFull' }, /the server has no room left/],
    [
      'for another reason',
      { status: 400, code: 'InvalidArgument' },
      /refused: InvalidArgument: It is InvalidArgument \(HTTP 400\)/,
    ],
  ];

  test.each(cases)('%s says so, at once, in every method', async (_, fault, expected) => {
    const { server, blobs, pauses } = await store();
    server.fail(fault, { times: 99 });
    const methods: (() => Promise<unknown>)[] = [
      () => blobs.get('a'),
      () => blobs.head('a'),
      () => blobs.put('a', bytes('x')),
      () => blobs.put('a', new Uint8Array(17 * 2 ** 20)),
      () => blobs.delete('a'),
      () => listed(blobs, ''),
    ];
    for (const method of methods) {
      const error = await thrownBy(method());
      expect(error).toBeInstanceOf(BlobAccessError);
      expect(String(error)).toMatch(expected);
    }
    expect(pauses).toEqual([]);
  });

  test('for its signature names the credentials', async () => {
    const { options } = await store();
    const wrong = { accessKeyId: 'AKIATEST', secretAccessKey: 'guessed' };
    const blobs = openS3Blobs(`s3://${BUCKET}`, { ...options, credentials: wrong });
    await expect(blobs.get('a')).rejects.toThrow(/not accepted: SignatureDoesNotMatch.*Check AWS_ACCESS_KEY_ID/);
    await expect(blobs.head('a')).rejects.toThrow(/not accepted: SignatureDoesNotMatch/);
    await blobs.close();
  });

  test('for a missing session token is accepted with it', async () => {
    const user = { accessKeyId: 'ASIATEST', secretAccessKey: 's', sessionToken: 'token' };
    const { blobs, options } = await store({ user });
    expect(await blobs.put('a', bytes('x'))).toBe('created');
    const { accessKeyId, secretAccessKey } = user;
    const without = openS3Blobs(`s3://${BUCKET}`, { ...options, credentials: { accessKeyId, secretAccessKey } });
    await expect(without.get('a')).rejects.toThrow(/not accepted: InvalidToken/);
    await without.close();
  });

  test('for the clock is sent again with the time of the server', async () => {
    const { server, blobs } = await store();
    server.clockOffsetMs = 3_600_000;
    expect(await blobs.put('a', bytes('x'))).toBe('created');
  });

  test('for a range says how large the object is', async () => {
    const { server, blobs } = await store();
    server.objects.set('runs/a', Buffer.from('abc'));
    for (const range of [
      { offset: 1, length: 3 },
      { offset: 7, length: 1 },
    ]) {
      const error = await thrownBy(blobs.get('a', range));
      expect(error).toBeInstanceOf(BlobRangeError);
      expect(String(error)).toMatch(/which has 3 bytes/);
    }
  });

  test('for a part of an object is not taken for granted', async () => {
    const { server, blobs } = await store({ knowsRanges: false });
    server.objects.set('runs/a', Buffer.from('abc'));
    await expect(blobs.get('a', { offset: 0, length: 1 })).rejects.toThrow(/does not know ranges/);
  });

  test('for a missing bucket is no missing object', async () => {
    const { options } = await store();
    const blobs = openS3Blobs('s3://another-bucket/x', options);
    await expect(blobs.head('a')).rejects.toThrow(/there is no bucket `another-bucket`/);
    await expect(blobs.get('a')).rejects.toThrow(BlobAccessError);
    await blobs.close();
  });

  test('without credentials says where they are looked for', async () => {
    const { options } = await store();
    const { credentials: _, ...without } = options;
    // The chain of the SDK looks into the environment and the home folder, and asks the network at last.
    for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', '/nonexistent');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    onTestFinished(() => void vi.unstubAllEnvs());
    const blobs = openS3Blobs(`s3://${BUCKET}`, without);
    await expect(blobs.head('a')).rejects.toThrow(/no credentials were found\. Set AWS_ACCESS_KEY_ID/);
    await blobs.close();
  });
});
