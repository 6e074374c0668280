/** @file The emoji that are in no split of EmojiDrift, with all their twins: what an encoder may be pretrained on. */
import { chooseEmoji, type EmojiClass } from './chooseEmoji.ts';
import { drawIcon } from './drawIcon.ts';
import { VENDORS, readVendor, type VendorName } from './vendor.ts';

export interface SetAsideImage {
  /** `<vendor>/<icon>.png` */
  readonly path: string;
  readonly vendor: VendorName;
  readonly className: EmojiClass;
  /** Twins (skin tones, genders) by all vendors share one. */
  readonly family: string;
  /** PNG, 96 x 96, on white: drawn as the images of the dataset are. */
  readonly bytes: Uint8Array;
}

/** One after the other, sorted by vendor and code; the manifest's `setAside` counts them. */
export async function* emojiDriftSetAside(): AsyncGenerator<SetAsideImage> {
  const vendors = new Map((await Promise.all(VENDORS.map(readVendor))).map((vendor) => [vendor.name, vendor]));
  const { setAside } = chooseEmoji([...vendors.values()]);
  for (const { vendor, icon, className, family } of setAside) {
    const bytes = await drawIcon(vendors.get(vendor)!, icon);
    yield { path: `${vendor}/${icon}.png`, vendor, className, family, bytes };
  }
}
