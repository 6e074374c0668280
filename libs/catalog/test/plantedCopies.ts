/** @file Copies of images as they come about: resized, stored again, mirrored, turned. */
import sharp, { type Sharp } from 'sharp';

const width = async (bytes: Uint8Array, share: number) =>
  Math.max(1, Math.round((await sharp(bytes).metadata()).width * share));

/** What becomes of a file, by the way it is called. */
export const CHANGES: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  'half the size': async (bytes) => jpeg(sharp(bytes).resize(await width(bytes, 0.5)), 85),
  'twice the size': async (bytes) => jpeg(sharp(bytes).resize(await width(bytes, 2)), 80),
  'stored badly': (bytes) => jpeg(sharp(bytes), 20),
  'as WebP': (bytes) => sharp(bytes).webp({ quality: 50 }).toBuffer(),
  'as PNG': (bytes) => sharp(bytes).png().toBuffer(),
  mirrored: (bytes) => jpeg(sharp(bytes).flop(), 75),
  'mirrored and smaller': async (bytes) =>
    jpeg(
      sharp(bytes)
        .flop()
        .resize(await width(bytes, 0.7)),
      60,
    ),
  'upside down': (bytes) => jpeg(sharp(bytes).flip(), 80),
  turned: (bytes) => jpeg(sharp(bytes).rotate(90), 80),
  brighter: (bytes) => jpeg(sharp(bytes).modulate({ brightness: 1.15 }), 80),
};

function jpeg(image: Sharp, quality: number): Promise<Uint8Array> {
  return image.jpeg({ quality }).toBuffer();
}
