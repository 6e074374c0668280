import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { countingBlobs, images, project, temporaryFolder, writeTree } from '../../../test/folders.ts';
import { sha256 } from '../../sha256.ts';
import { emojiDriftSetAside, openCatalog } from '../../mod.ts';
import { EMOJI_CLASSES, chooseEmoji, type EmojiDrawing } from './chooseEmoji.ts';
import { drawIcon } from './drawIcon.ts';
import { EMOJI_SIDE } from './iconSvg.ts';
import { emojiFamily } from './emojiCode.ts';
import { VENDORS, readVendor } from './vendor.ts';

const vendors = await Promise.all(VENDORS.map(readVendor));
const { inSplits, setAside } = chooseEmoji(vendors);

describe('the emoji that are chosen', () => {
  test('are drawn by every vendor, once each', () => {
    const families = VENDORS.map((vendor) =>
      inSplits.filter((drawing) => drawing.vendor === vendor).map(({ family }) => family),
    );
    for (const ofVendor of families) expect(ofVendor).toEqual(families[0]);
    expect(new Set(families[0]).size).toBe(families[0]!.length);
    expect(families[0]!.length).toBeGreaterThan(800);
  });

  test('are neutral: no skin tones, no genders, no flags', () => {
    for (const { code, family } of inSplits) expect(code).toBe(family);
    expect(inSplits.filter(({ code }) => /1f3f[b-f]|2640|2642|1f1[ef]/.test(code))).toEqual([]);
    expect(inSplits.filter(({ icon }) => /\bflag-/.test(icon)).map(({ icon }) => icon)).toEqual([
      // A golf hole with a flag in it.
      ...VENDORS.map(() => 'flag-in-hole'),
    ]);
  });

  test('share no family with what is set aside, whatever the twin', () => {
    const taken = new Set(inSplits.map(({ family }) => family));
    expect(setAside.filter(({ code }) => taken.has(emojiFamily(code)))).toEqual([]);
    for (const className of EMOJI_CLASSES)
      expect(
        new Set(setAside.filter((d) => d.className === className).map(({ family }) => family)).size,
      ).toBeGreaterThan(25);
  });

  test('have the classes of Unicode, under whatever name a vendor knows them', () => {
    const found = (vendor: string, icon: string) =>
      [...inSplits, ...setAside].find((drawing) => drawing.vendor === vendor && drawing.icon === icon);
    // emojione has neither codes nor these groups; an older fluent calls a crab food.
    expect(found('emojione', 'grinning-face')).toMatchObject({ className: 'Smileys & Emotion', code: '1f600' });
    expect(found('emojione', 'bear-face')).toMatchObject({ className: 'Animals & Nature', code: '1f43b' });
    expect(found('emojione', 'cricket-game')).toMatchObject({ className: 'Activities', code: '1f3cf' });
    expect(found('emojione', 'cricket')).toBeUndefined();
    expect(found('fluent-emoji-flat', 'crab')).toMatchObject({ className: 'Animals & Nature' });
    expect(found('openmoji', 'ant')).toMatchObject({ className: 'Animals & Nature' });
  });

  test('are counted in the documentation', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../../../docs/datasets.md'), 'utf8');
    const families = (drawings: readonly EmojiDrawing[]) => new Set(drawings.map(({ family }) => family)).size;
    for (const className of EMOJI_CLASSES) {
      const [chosen, aside] = [inSplits, setAside].map((drawings) => drawings.filter((d) => d.className === className));
      const row = [className, families(chosen!), families(aside!), aside!.length]
        .map((cell) => ` *${cell} *`)
        .join('\\|');
      expect(text).toMatch(new RegExp(`\\|${row}\\|`));
    }
    expect(text).toContain(`**${families(inSplits)}**`);
    expect(text).toContain(`**${setAside.length}**`);
  });

  test('are drawn in the same bytes every time, square, on white', async () => {
    const bytes = await drawIcon(vendors[0]!, 'ant');
    expect(await sha256(await drawIcon(vendors[0]!, 'ant'))).toBe(await sha256(bytes));
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: EMOJI_SIDE, height: EMOJI_SIDE, channels: 3 });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(data.some((value) => value < 128)).toBe(true);
  });

  test('that are the mirror of another are drawn mirrored', async () => {
    const fluent = vendors[3]!;
    const right = await sharp(await drawIcon(fluent, 'backhand-index-pointing-right'))
      .raw()
      .toBuffer();
    const left = await sharp(await drawIcon(fluent, 'backhand-index-pointing-left'))
      .flop()
      .raw()
      .toBuffer();
    const difference = right.reduce((sum, value, i) => sum + Math.abs(value - left[i]!), 0) / right.length;
    expect(difference).toBeLessThan(2);
    await expect(drawIcon(fluent, 'no-such-icon')).rejects.toThrow(
      'Cannot draw fluent-emoji-flat/no-such-icon: the package fluent-emoji-flat has no icon no-such-icon.',
    );
  });
});

describe('EmojiDrift', () => {
  test('is made once, has no leak, and is found again by the versions of its packages', async () => {
    const { blobs, folder, catalog } = await project();
    const first = await catalog.addEmojiDrift();
    expect(first).toMatchObject({ name: 'emoji-drift', isNew: true, rejected: [] });
    expect(first.summary).toMatchObject({
      images: inSplits.length,
      setAside: setAside.length,
      groups: inSplits.length / 5,
    });
    expect(first.summary.license).toMatch(/Noto Emoji by Google Inc: Apache 2\.0; .*CC BY-SA 4\.0; .*MIT; /);

    const { manifest, splitter } = await catalog.dataset('emoji-drift');
    expect(manifest.domains).toEqual([...VENDORS]);
    expect(manifest.classes).toEqual([...EMOJI_CLASSES]);
    for (const draw of [0, 1, 2]) {
      const split = splitter.split({ protocol: 'few-shot', budget: 'all', draw, seed: draw, holdOut: true });
      const emoji = (some: Iterable<number>) => new Set([...some].map((i) => manifest.images[i]!.group));
      const learned = emoji([...split.train, ...split.val]);
      expect([...emoji(split.test)].filter((group) => learned.has(group))).toEqual([]);
      for (const i of [...split.train, ...split.val]) expect(manifest.images[i]!.domain).toBe(0);
      // Every vendor is tested on the same emoji.
      const tested = split.subsets.filter(({ name }) => VENDORS.some((vendor) => vendor === name));
      expect(tested.map(({ name }) => name)).toEqual([...VENDORS]);
      for (const { images: some } of tested) expect(emoji(some)).toEqual(emoji(tested[0]!.images));
      expect(emoji(tested[0]!.images).size).toBeGreaterThan(200);
    }

    const { blobs: counting, puts } = countingBlobs(blobs);
    const again = await (await openCatalog({ folder, blobs: counting })).addEmojiDrift();
    expect(again).toEqual({ ...first, isNew: false });
    expect(puts).toEqual([]);
  }, 120_000);

  test('has its name alone', async () => {
    const { catalog } = await project();
    const folder = join(await temporaryFolder(), 'emoji-drift');
    await writeTree(folder, images(['cat', 'dog'], 3));
    await expect(catalog.addDataset({ source: folder, name: 'emoji-drift' })).rejects.toThrow(
      /The name emoji-drift belongs to the dataset of the demo/,
    );
    const { name, notes } = await catalog.addDataset({ source: folder });
    expect(name).toBe('emoji-drift-2');
    expect(notes.at(-1)).toMatch(/emoji-drift is made from the packages of the demo/);
  });

  test('gives out what is set aside, one image after the other', async () => {
    const found = [];
    for await (const image of emojiDriftSetAside()) {
      found.push(image);
      if (found.length === 3) break;
    }
    const expected = setAside.slice(0, 3);
    expect(found.map(({ path }) => path)).toEqual(expected.map(({ vendor, icon }) => `${vendor}/${icon}.png`));
    expect(found.map(({ family }) => family)).toEqual(expected.map(({ family }) => family));
    expect((await sharp(found[0]!.bytes).metadata()).format).toBe('png');
  });
});
