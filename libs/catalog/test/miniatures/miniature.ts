/** @file What a miniature is: the files of a data set as its makers pack them, only few and small, and what they mean. */
import sharp, { type Sharp } from 'sharp';

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

const SIDE = 16;

/** Images of their own, each of stripes that no other one has. */
export class Pictures {
  #next = 0;

  png(): Promise<Uint8Array> {
    return this.#draw().png().toBuffer();
  }

  jpeg(): Promise<Uint8Array> {
    return this.#draw().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  }

  tiff(): Promise<Uint8Array> {
    return this.#draw().tiff({ compression: 'none' }).toBuffer();
  }

  #draw(): Sharp {
    const n = this.#next++;
    const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
      const [x, y, channel] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3];
      return n * 37 + x * ((n % 7) + 3) * 11 + y * ((n % 5) + 2) * 23 + channel * 71;
    });
    return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
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
