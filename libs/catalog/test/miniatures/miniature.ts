/** @file What a miniature is: the files of a data set as its makers pack them, only few and small, and what they mean. */
import sharp from 'sharp';
import { png } from '../folders.ts';

/** Where an image stands in the dataset, in the words of a manifest. */
export interface Truth {
  readonly className: string;
  readonly split: 'train' | 'val' | 'test' | 'none';
  readonly domain: string | null;
  readonly group: string | null;
}

export interface Miniature {
  /** Path -> content. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Path -> what the image is; files that are missing here are no images of the dataset. */
  readonly truth: Readonly<Record<string, Truth>>;
}

/** A truth with what it says; the rest is nothing. */
export function truth(className: string, rest: Partial<Truth> = {}): Truth {
  return { className, split: 'none', domain: null, group: null, ...rest };
}

/** Images of their own, each another one than all before. */
export class Pictures {
  #next = 0;

  png(): Promise<Uint8Array> {
    return png(this.#next++);
  }

  async jpeg(): Promise<Uint8Array> {
    return sharp(await this.png())
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
  }

  async tiff(): Promise<Uint8Array> {
    return sharp(await this.png())
      .tiff({ compression: 'none' })
      .toBuffer();
  }
}

/** Comma-separated values with lines that end as in files from Windows, and a byte order mark, where wanted. */
export function csv(
  rows: readonly (readonly (string | number)[])[],
  { end = '\n', mark = '' }: { end?: string; mark?: string } = {},
): string {
  const field = (value: string | number) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value;
  return mark + rows.map((row) => row.map(field).join(',') + end).join('');
}
