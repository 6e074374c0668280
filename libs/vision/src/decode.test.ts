import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { golden, readBad, readImage, sha256 } from '../test/golden.ts';
import { decode } from './decode.ts';
import { ImageError } from './errors.ts';

/** Where this decoder differs from Pillow on purpose, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'png-gray16.png': 'Pillow clips 16-bit gray at 255, which makes a white picture; the high byte is kept here',
};

describe('decode', () => {
  test.each(Object.keys(golden.decoded).filter((name) => !(name in EXCEPTIONS)))(
    'reads %s as Pillow does',
    async (name) => {
      const { data, width, height } = await decode(readImage(name), 'as-stored');
      expect(data.length).toBe(width * height * 3);
      expect(sha256(data)).toBe(golden.decoded[name]);
    },
  );

  test('keeps the high byte of 16-bit gray', async () => {
    const { data } = await decode(readImage('png-gray16.png'), 'as-stored');
    expect(sha256(data)).toBe(golden.variants['high-byte__png-gray16']);
  });

  test.each(Object.keys(golden.decodedUpright))('turns %s upright when asked to', async (name) => {
    const { data } = await decode(readImage(name), 'exif');
    expect(sha256(data)).toBe(golden.decodedUpright[name]);
  });

  test.each(Object.entries(golden.bad))('treats the bad file %s as Pillow does', async (name, { pillow }) => {
    const decoding = decode(readBad(name), 'as-stored');
    if (pillow.startsWith('decodes')) {
      const { width, height } = await decoding;
      expect(pillow).toContain(`${width}x${height}`);
    } else {
      await expect(decoding).rejects.toBeInstanceOf(ImageError);
    }
  });

  test('says why without naming the file, so that equal faults have equal reasons', async () => {
    const reason = async (bytes: Uint8Array) =>
      decode(bytes, 'as-stored').then(String, (error: ImageError) => error.message);
    expect(await reason(new Uint8Array())).toBe('The file is empty.');
    expect(await reason(readBad('html-error-page.png'))).toMatch(/^Expected a JPEG, .* got markup: HTML/);
    expect(await reason(readBad('external-href.svg'))).toMatch(/got markup: .* SVG/);
    expect(await reason(readBad('truncated-half.jpg'))).toBe('The image is cut off: its data ends too early.');
    expect(await reason(readBad('no-end-marker.jpg'))).toBe('The image is cut off: its data ends too early.');
    expect(await reason(readBad('bomb-30000x30000.png'))).toContain('at most 178,956,970 pixels');
  });

  test('refuses a side that no JPEG could have, before a thin resize of it fills the memory', async () => {
    const thin = await sharp({ create: { width: 1, height: 70_000, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await expect(decode(thin, 'as-stored')).rejects.toThrow('65,535 a side');
  });

  test('reads AVIF and refuses HEIC by name', async () => {
    const avif = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#336699' } })
      .avif()
      .toBuffer();
    expect(await decode(avif, 'as-stored')).toMatchObject({ width: 8, height: 6 });
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    await expect(decode(heic, 'as-stored')).rejects.toThrow('got HEIC or a video');
  });
});
