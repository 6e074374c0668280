/**
 * @file One icon as a picture: SVG drawn by sharp (librsvg), once, on white, and stored as PNG. The same packages and the
 * same sharp give the same bytes; another version of librsvg may round a pixel differently, and so makes another dataset.
 */
import sharp from 'sharp';
import { CatalogError, messageOf } from '../../errors.ts';
import { iconSvg } from './iconSvg.ts';
import type { Vendor } from './vendor.ts';

/** What draws, for the record. */
export const DRAWN_BY = `sharp ${sharp.versions.sharp}, librsvg ${sharp.versions.rsvg}, libvips ${sharp.versions.vips}`;

/** @throws {CatalogError} the icon is not there or cannot be drawn. */
export async function drawIcon(vendor: Vendor, icon: string): Promise<Uint8Array> {
  try {
    const drawn = sharp(Buffer.from(iconSvg(vendor, icon)), { failOn: 'warning' })
      .flatten({ background: '#ffffff' })
      .png({ compressionLevel: 6, adaptiveFiltering: false, palette: false });
    return new Uint8Array(await drawn.toBuffer());
  } catch (error) {
    throw new CatalogError(
      `Cannot draw ${vendor.name}/${icon}: ${messageOf(error)}. Install the packages again (npm ci).`,
      { cause: error },
    );
  }
}
