import { expect, test } from 'vitest';
import { BlobAccessError, BlobNotFoundError } from './errors.ts';
import { getIfThere } from './getIfThere.ts';

const failing = (error: Error) => ({ get: () => Promise.reject(error) });

test('an object that is not there is null, and any other failure is one', async () => {
  const bytes = Uint8Array.of(1, 2);
  expect(await getIfThere({ get: () => Promise.resolve(bytes) }, 'a')).toBe(bytes);
  expect(await getIfThere(failing(new BlobNotFoundError({ key: 'a', url: 'file:///x' })), 'a')).toBeNull();
  await expect(getIfThere(failing(new BlobAccessError('no')), 'a')).rejects.toThrow('no');
});
