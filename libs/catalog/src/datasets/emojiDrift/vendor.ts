/** @file The five emoji sets, as the packages of Iconify bring them: one vendor each, one style each. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CatalogError, messageOf } from '../../errors.ts';

/** The first is the one that may be trained on. */
export const VENDORS = ['noto', 'twemoji', 'openmoji', 'fluent-emoji-flat', 'emojione'] as const;
export type VendorName = (typeof VENDORS)[number];

const Icon = z.object({
  body: z.string().min(1),
  left: z.number().optional(),
  top: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
});
const Alias = z.object({
  parent: z.string(),
  hFlip: z.boolean().optional(),
  vFlip: z.boolean().optional(),
  rotate: z.int().optional(),
});
const Icons = z.object({
  icons: z.record(z.string(), Icon),
  aliases: z.record(z.string(), Alias).default({}),
  width: z.number().default(16),
  height: z.number().default(16),
});
const Metadata = z.object({ categories: z.record(z.string(), z.array(z.string())) });
const Characters = z.record(z.string(), z.string());
const Info = z.object({
  name: z.string(),
  author: z.object({ name: z.string(), url: z.string() }),
  license: z.object({ title: z.string(), spdx: z.string(), url: z.string() }),
});
const PackageJson = z.object({ version: z.string() });

export type VendorInfo = z.infer<typeof Info>;

export interface Vendor {
  readonly name: VendorName;
  readonly icons: z.infer<typeof Icons>;
  /** Code -> name of the icon; empty where the package has none. */
  readonly characters: ReadonlyMap<string, string>;
  /** Name of an icon -> Unicode group, as this vendor spells it. */
  readonly groups: ReadonlyMap<string, string>;
}

export async function readVendor(name: VendorName): Promise<Vendor> {
  const [icons, metadata, characters] = await Promise.all([
    readPart(name, 'icons.json', Icons),
    readPart(name, 'metadata.json', Metadata),
    readPart(name, 'chars.json', Characters),
  ]);
  const groups = Object.entries(metadata.categories).flatMap(([group, names]) =>
    names.map((icon): [string, string] => [icon, group]),
  );
  return { name, icons, characters: new Map(Object.entries(characters)), groups: new Map(groups) };
}

/** Who drew it, and under which licence. */
export async function readVendorInfo(name: VendorName): Promise<VendorInfo> {
  return readPart(name, 'info.json', Info);
}

export async function vendorVersion(name: VendorName): Promise<string> {
  return (await readPart(name, 'package.json', PackageJson)).version;
}

async function readPart<T>(name: VendorName, file: string, schema: z.ZodType<T>): Promise<T> {
  const specifier = `@iconify-json/${name}/${file}`;
  try {
    return schema.parse(JSON.parse(await readFile(fileURLToPath(import.meta.resolve(specifier)), 'utf8')));
  } catch (error) {
    throw new CatalogError(
      `Cannot read the emoji of ${specifier}: ${messageOf(error)}. Install the packages again (npm ci).`,
      { cause: error },
    );
  }
}
