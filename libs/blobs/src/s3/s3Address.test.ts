import { describe, expect, test } from 'vitest';
import { BlobUrlError } from '../errors.ts';
import { openBlobs } from '../openBlobs.ts';
import { parseS3Address } from './s3Address.ts';
import { connectS3 } from './s3Client.ts';

describe('an address', () => {
  test.each([
    ['s3://bucket', { url: 's3://bucket', bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { url: 's3://bucket', bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket-1/a/b', { url: 's3://my.bucket-1/a/b', bucket: 'my.bucket-1', prefix: 'a/b/' }],
    ['s3://bucket/a/', { url: 's3://bucket/a', bucket: 'bucket', prefix: 'a/' }],
  ])('%s is understood', (url, expected) => {
    expect(parseS3Address(url)).toEqual(expected);
  });

  test.each([
    's3://',
    's3:bucket',
    's3://Bucket',
    's3://b',
    's3://user:secret@bucket',
    's3://host:9000/bucket',
    's3://bucket//a',
    's3://bucket/a/../b',
    's3://bucket/a b',
    's3://bucket/~x',
  ])('%s is refused', async (url) => {
    await expect(openBlobs(url)).rejects.toThrow(BlobUrlError);
  });
});

describe('the client', () => {
  test('finds its server and region in the environment', async () => {
    const { client, server, isAmazon } = connectS3({}, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9000' });
    expect([server, isAmazon]).toEqual(['http://127.0.0.1:9000', false]);
    expect(await client.config.region()).toBe('us-east-1');
    expect(client.config.forcePathStyle).toBe(true);
    const special = connectS3(
      {},
      { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b', AWS_REGION: 'eu-west-1' },
    );
    expect(special.server).toBe('http://b');
    expect(await special.client.config.region()).toBe('eu-west-1');
  });

  test('prefers what it is given, and takes Amazon for the rest', async () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9000', AWS_REGION: 'eu-west-1' };
    const given = connectS3({ endpoint: 'http://127.0.0.1:1', region: 'us-west-2', pathStyle: false }, environment);
    expect(given.server).toBe('http://127.0.0.1:1');
    expect(await given.client.config.region()).toBe('us-west-2');
    expect(given.client.config.forcePathStyle).toBe(false);
    const amazon = connectS3({ region: 'us-west-2' }, {});
    expect([amazon.server, amazon.isAmazon, amazon.client.config.forcePathStyle]).toEqual(['Amazon S3', true, false]);
  });
});
