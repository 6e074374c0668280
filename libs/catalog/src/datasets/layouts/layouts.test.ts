import { describe, expect, test } from 'vitest';
import { dtd } from '../../../test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../../test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../../test/miniatures/flowers102.ts';
import { hubParquet, pacs, tableOfImages } from '../../../test/miniatures/general.ts';
import { importMiniature } from '../../../test/miniatures/imported.ts';
import { isic2020 } from '../../../test/miniatures/isic2020.ts';
import { patternNet, ucMerced } from '../../../test/miniatures/landUse.ts';
import type { Miniature } from '../../../test/miniatures/miniature.ts';
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
