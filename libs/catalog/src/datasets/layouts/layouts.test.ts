import { describe, expect, test } from 'vitest';
import { dtd } from '../../../test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../../test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../../test/miniatures/flowers102.ts';
import { hubParquet, pacs, tableOfImages } from '../../../test/miniatures/general.ts';
import { importMiniature } from '../../../test/miniatures/imported.ts';
import { isic2020 } from '../../../test/miniatures/isic2020.ts';
import { patternNet, ucMerced } from '../../../test/miniatures/landUse.ts';
import { Pictures, truth, type Miniature, type Truth } from '../../../test/miniatures/miniature.ts';
import { wildsFmow, wildsIwildcam, wildsRxrx1 } from '../../../test/miniatures/wilds.ts';
import type { AddDatasetOptions } from '../../mod.ts';

const CASES: [kind: string, make: () => Promise<Miniature>, expected: object, options?: Partial<AddDatasetOptions>][] =
  [
    ['flowers102', () => flowers102(), { about: { metric: 'macro-accuracy' }, domains: [] }],
    ['flowers102', () => flowers102(''), { homepage: 'https://www.robots.ox.ac.uk/~vgg/data/flowers/102/' }],
    ['fgvc-aircraft', () => fgvcAircraft(), { classes: ['707-320', '737-200', 'F-16A/B', 'F/A-18'] }],
    [
      'fgvc-aircraft',
      () => fgvcAircraft('manufacturer'),
      { classes: ['Boeing', 'Lockheed Martin', 'McDonnell Douglas'] },
      { choices: { level: 'manufacturer' } },
    ],
    ['dtd', () => dtd(), { classes: ['banded', 'cobwebbed', 'potholed'] }],
    ['dtd', () => dtd(7, 'dtd/'), {}, { choices: { partition: '7' } }],
    [
      'patternnet',
      () => patternNet(),
      { about: { classNames: ['airplane', 'baseball field', 'wastewater treatment plant'] } },
    ],
    ['patternnet', () => patternNet(''), {}],
    [
      'ucmerced',
      () => ucMerced(),
      { about: { classNames: ['agricultural land', 'airplane', 'dense residential area'] } },
    ],
    ['isic2020', () => isic2020(), { classes: ['benign', 'malignant'], about: { metric: 'roc-auc' } }],
    [
      'wilds-fmow',
      () => wildsFmow(),
      { inDistribution: 'id', domains: ['id', 'Africa', 'Asia', 'Other'], setAside: 9 },
    ],
    [
      'wilds-iwildcam',
      () => wildsIwildcam(),
      { inDistribution: 'id', domains: ['id', 'camera-2', 'camera-3', 'camera-4'], about: { metric: 'macro-f1' } },
    ],
    ['wilds-rxrx1', () => wildsRxrx1(), { inDistribution: 'id', domains: ['id', 'HEPG2-08', 'U2OS-05'] }],
    ['parquet-images', () => hubParquet(), { classes: ['Egyptian cat', 'tabby', 'été'] }],
    ['table', () => tableOfImages('csv'), { domains: ['straße', 'studio'], inDistribution: 'straße' }],
    ['table', () => tableOfImages('jsonl'), {}],
    ['table', () => tableOfImages('parquet'), {}],
    [
      'domain-folders',
      () => pacs(),
      { inDistribution: 'photo', domains: ['art_painting', 'cartoon', 'photo', 'sketch'] },
    ],
  ];

describe('the files of', () => {
  test.each(CASES)('%s become images with class, split, domain and group', async (kind, make, expected, options) => {
    const miniature = await make();
    const { added, manifest, found } = await importMiniature(miniature, options);
    expect(found).toEqual(miniature.truth);
    expect(manifest.kind).toBe(kind);
    expect(manifest).toMatchObject(expected);
    expect(added.notes[0]).toMatch(/^Read as .*: /);
  });

  test('a table with semicolons are found, too', async () => {
    const { files, truth } = await tableOfImages('semicolons');
    expect((await importMiniature({ files })).found).toEqual(truth);
  });
});

test('iWildCam keeps the labels of out-of-distribution validation alone where that is chosen, and says so', async () => {
  const { files, truth } = await wildsIwildcam();
  const { manifest, found, added } = await importMiniature({ files }, { choices: { labels: 'validation' } });
  const kept = Object.entries(truth).filter(([, { className }]) => className !== 'crax rubra');
  expect(found).toEqual(Object.fromEntries(kept));
  expect(manifest.setAside).toBe(12);
  expect(added.notes).toContain(
    'Classes are the 3 of 4 labels that occur in out-of-distribution validation; 12 images of others set aside.',
  );
  const whole = await importMiniature({ files });
  expect(whole.added.notes).toContain(
    'Classes are the 4 labels of metadata.csv, 3 of which occur in out-of-distribution validation.',
  );
});

test('images inside Parquet are stored as they are, whatever group of rows they lie in', async () => {
  const { files, truth, images } = await hubParquet();
  const { stored, added } = await importMiniature({ files });
  for (const path of Object.keys(truth)) expect(Buffer.compare(await stored(path), images[path]!)).toBe(0);
  expect(added.notes).toContain('1 image without a label: left out.');
});

test("DomainNet's lists are its splits, and the one domain that has training images trains", async () => {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const expected: Record<string, Truth> = {};
  for (const domain of ['clipart', 'quickdraw']) {
    for (const [c, className] of ['axe', 'zebra'].entries()) {
      for (let i = 0; i < 4; i++) {
        const path = `${domain}/${className}/${domain}_${c}_${i}.png`;
        const split = domain === 'clipart' && i < 2 ? 'train' : 'test';
        files[path] = await pictures.png();
        files[`${domain}_${split}.txt`] =
          `${(files[`${domain}_${split}.txt`] as string | undefined) ?? ''}${path} ${c}\n`;
        expected[path] = truth(className, { domain, split });
      }
    }
  }
  const { found, manifest, added } = await importMiniature({ files });
  expect(found).toEqual(expected);
  expect(manifest.inDistribution).toBe('clipart');
  expect(added.notes[1]).toMatch(/^The domain clipart is trained on: only it has training images/);
});

test('several tables are one, and a table named like a split is that split', async () => {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  for (const split of ['train', 'test']) {
    const rows = ['file_name,class'];
    for (let i = 0; i < 4; i++) {
      files[`${split}/${i}.png`] = await pictures.png();
      rows.push(`${split}/${i}.png,${i % 2 === 0 ? 10 : 2}`);
    }
    files[`${split}.csv`] = rows.join('\n');
  }
  const { found, manifest } = await importMiniature({ files });
  expect(found['train/0.png']).toEqual(truth('10', { split: 'train' }));
  expect(found['test/3.png']).toEqual(truth('2', { split: 'test' }));
  // By their numbers, not by their letters.
  expect(manifest.classes).toEqual(['2', '10']);
});

test("Kaggle's packing of ISIC is read as the challenge's own", async () => {
  const { files, truth: whole } = await isic2020();
  const moved = Object.entries(files).map(([path, content]) => [
    path.startsWith('train/') ? `jpeg/${path}` : path.replace('ISIC_2020_Training_GroundTruth', 'train'),
    content,
  ]);
  const { found } = await importMiniature({ files: Object.fromEntries(moved) as typeof files });
  expect(found).toEqual(Object.fromEntries(Object.entries(whole).map(([path, value]) => [`jpeg/${path}`, value])));
});
