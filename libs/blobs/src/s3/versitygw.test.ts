import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobsContract } from '../contract.testkit.ts';
import { openBlobs } from '../openBlobs.ts';
import { findVersitygw, startVersitygw, type GatewayServer } from './versitygw.testkit.ts';

const found = await findVersitygw();

if ('missing' in found) {
  test('a bucket of a real server', (context) => context.skip(found.missing));
} else {
  blobsContract('a bucket of a real server', async () => {
    const server = await startVersitygw(found.path);
    const blobs = await openBlobs(`s3://${server.bucket}/some/prefix`, server.options);
    return { blobs, dispose: () => server.stop() };
  });

  describe('a real server', () => {
    let server: GatewayServer;
    beforeAll(async () => {
      server = await startVersitygw(found.path);
    });
    afterAll(() => server?.stop());
    const open = (url: string, more = {}) => openBlobs(url, { ...server.options, ...more });

    test('refuses wrong secrets, unknown users and missing buckets in words that help', async () => {
      const { accessKeyId } = server.options.credentials!;
      const wrong = await open(`s3://${server.bucket}`, { credentials: { accessKeyId, secretAccessKey: 'guessed' } });
      const unknown = await open(`s3://${server.bucket}`, {
        credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' },
      });
      for (const blobs of [wrong, unknown]) {
        for (const method of [() => blobs.get('a'), () => blobs.head('a'), () => blobs.put('a', new Uint8Array(1))])
          await expect(method()).rejects.toThrow(/credentials were not accepted: .* Check AWS_ACCESS_KEY_ID/);
      }
      const nowhere = await open('s3://no-such-bucket/x');
      for (const method of [() => nowhere.get('a'), () => nowhere.head('a'), () => nowhere.put('a', new Uint8Array(1))])
        await expect(method()).rejects.toThrow(/there is no bucket `no-such-bucket`/);
    });

    test('lets one of many racing writers create a large object, part by part', async () => {
      const blobs = await open(`s3://${server.bucket}/race`);
      const bodies = [0, 1, 2].map(() => randomBytes(17 * 2 ** 20));
      const outcomes = await Promise.all(bodies.map((body) => blobs.put('large', body)));
      expect(outcomes.toSorted()).toEqual(['created', 'exists', 'exists']);
      const winner = bodies[outcomes.indexOf('created')]!;
      expect(Buffer.compare(await blobs.get('large'), winner)).toBe(0);
    });
  });
}
