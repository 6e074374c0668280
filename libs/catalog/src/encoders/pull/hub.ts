/**
 * @file Where weights are pulled from: a model hub or a mirror with its layout of addresses, a folder, or a bucket.
 *
 *   https://HOST         https://HOST/REPOSITORY/resolve/REVISION/FILE
 *   a folder, s3://...   REPOSITORY/REVISION/FILE
 *
 * A network that no hub has, since it is exported, lies at NAME.onnx in any of them.
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CatalogError, errorCode, messageOf } from '../../errors.ts';
import { fetchFromBucket } from './fetchFromBucket.ts';
import { fetchFile, type FetchFileOptions } from './fetchFile.ts';

export const DEFAULT_HUB = 'https://huggingface.co';

/** One file, as the registry names it. */
export interface HubFile {
  readonly repository: string;
  readonly revision: string;
  readonly file: string;
}

export type Transfer = Pick<FetchFileOptions, 'what' | 'token' | 'signal' | 'onBytes' | 'delayMs'>;

export interface Hub {
  /** Brings a file to this path, unless it can be read where it lies. @returns where it is now */
  bring(file: HubFile | string, path: string, transfer: Transfer): Promise<string>;
}

/** @param from an address, `s3://BUCKET/PREFIX`, or a folder */
export function openHub(from: string): Hub {
  if (/^https?:\/\//.test(from)) return { bring: (file, path, transfer) => fetchFrom(from, file, path, transfer) };
  if (from.startsWith('s3://')) {
    return {
      bring: async (file, path, transfer) => {
        await fetchFromBucket({ ...transfer, bucket: from, key: keyOf(file), path });
        return path;
      },
    };
  }
  return { bring: (file, _, transfer) => findInFolder(resolve(from), file, transfer) };
}

async function fetchFrom(base: string, file: HubFile | string, path: string, transfer: Transfer): Promise<string> {
  const place = typeof file === 'string' ? file : `${file.repository}/resolve/${file.revision}/${file.file}`;
  await fetchFile({ ...transfer, url: `${base.replace(/\/+$/, '')}/${place}`, path });
  return path;
}

const keyOf = (file: HubFile | string) =>
  typeof file === 'string' ? file : `${file.repository}/${file.revision}/${file.file}`;

async function findInFolder(folder: string, file: HubFile | string, { what }: Transfer): Promise<string> {
  const path = join(folder, keyOf(file));
  const info = await stat(path).catch((cause: unknown) => {
    const why = errorCode(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new CatalogError(`Cannot take ${what} from ${path}: ${why}.`, { cause });
  });
  if (!info.isFile()) throw new CatalogError(`Cannot take ${what} from ${path}: it is no file.`);
  return path;
}
