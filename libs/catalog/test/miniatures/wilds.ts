import { Pictures, csv, truth, type Miniature, type Truth } from './miniature.ts';

type Row = (string | number)[];

/** [split, year, country, where it stands: a side and a domain, or null for nowhere] */
const FMOW_CASES = [
  ['train', 2003, 'USA', 'train', 'id'],
  ['train', 2012, 'FRA', 'train', 'id'],
  ['train', 2014, 'FRA', null, null],
  ['seq', 2015, 'USA', null, null],
  ['val', 2011, 'KEN', 'val', 'id'],
  ['val', 2013, 'KEN', 'val', 'Africa'],
  ['val', 2017, 'KEN', null, null],
  ['test', 2010, 'IND', 'test', 'id'],
  ['test', 2016, 'IND', 'test', 'Asia'],
  ['test', 2017, 'XKO', 'test', 'Other'],
  ['test', 2014, 'USA', null, null],
] as const;
const FMOW_CLASSES = ['airport', 'multi-unit_residential', 'zoo'];

/** Numbers of images count rows that no side holds; a field with a comma; a country that no region has. */
export async function wildsFmow(base = 'fmow_v1.1/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const rows: Row[] = [];
  for (const category of FMOW_CLASSES) {
    for (const [split, year, country, side, domain] of FMOW_CASES) {
      const path = `${base}images/rgb_img_${rows.length}.png`;
      const img = `${category}_${rows.length}_0_rgb.jpg`;
      rows.push([split, img, category, `${year}-07-08T09:30:13Z`, country, '((1.5 2.5, 3.5 4.5))', 12]);
      // The sequestered images are not packed.
      if (split !== 'seq') files[path] = await pictures.png();
      if (side !== null) images[path] = truth(category, { split: side, domain });
    }
  }
  const header = ['split', 'img_filename', 'category', 'timestamp', 'country_code', 'polygon', 'cloud_cover'];
  files[`${base}rgb_metadata.csv`] = csv([header, ...rows]);
  files[`${base}country_code_mapping.csv`] = csv([
    ['name', 'alpha-2', 'alpha-3', 'region'],
    ['United States of America', 'US', 'USA', 'Americas'],
    ['France', 'FR', 'FRA', 'Europe'],
    ['Kenya', 'KE', 'KEN', 'Africa'],
    ['India', 'IN', 'IND', 'Asia'],
    ['Antarctica', 'AQ', 'ATA', ''],
  ]);
  files[`${base}RELEASE_v1.1.txt`] = '';
  return { files, truth: images };
}

/** Side in WILDS' words, and the camera's number. */
const IWILDCAM_CASES = [
  ['train', 0],
  ['train', 1],
  ['id_val', 0],
  ['id_test', 1],
  ['val', 2],
  ['test', 3],
  ['test', 10],
] as const;
/** By label; the last one is in no out-of-distribution validation image. */
const ANIMALS = ['empty', 'tayassu pecari', 'dasyprocta punctata', 'crax rubra'];

/** Labels of three sets: categories names one more than there are, and validation lacks one. */
export async function wildsIwildcam(base = 'iwildcam_v2.0/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const rows: Row[] = [];
  const cameras = [...new Set(IWILDCAM_CASES.map(([, camera]) => camera))];
  const sequences: string[] = [];
  for (const [y, animal] of ANIMALS.entries()) {
    for (const [n, [side, camera]] of IWILDCAM_CASES.entries()) {
      if (side === 'val' && y === ANIMALS.length - 1) continue;
      const seq = `${'30048356-7d7f-11eb-884d-7fa0cad1'}${String(y * 10 + n).padStart(4, '0')}`;
      sequences.push(seq);
      for (let frame = 0; frame < 2; frame++) {
        const id = `9${y}${n}${frame}e2a80-21bc-11ea-a13a-137349068a90`;
        const time = `2013-06-05 05:44:${String(rows.length % 60).padStart(2, '0')}.000`;
        const remapped = cameras.indexOf(camera);
        rows.push([
          rows.length,
          side,
          remapped,
          500 + camera,
          id,
          y,
          y * 2 + 1,
          time,
          seq,
          sequences.length - 1,
          2,
          frame,
          `${id}.jpg`,
        ]);
        files[`${base}train/${id}.jpg`] = await pictures.jpeg();
        const isHome = side === 'train' || side.startsWith('id_');
        images[`${base}train/${id}.jpg`] = truth(animal, {
          split: side.replace('id_', '') as Truth['split'],
          domain: isHome ? 'id' : `camera-${remapped}`,
          group: `sequence ${seq}`,
        });
      }
    }
  }
  const header = [
    ...['', 'split', 'location_remapped', 'location', 'image_id', 'y', 'category_id', 'datetime', 'seq_id'],
    ...['sequence_remapped', 'seq_num_frames', 'seq_frame_num', 'filename'],
  ];
  files[`${base}metadata.csv`] = csv([header, ...rows]);
  files[`${base}categories.csv`] = csv([
    ['', 'category_id', 'name', 'y'],
    ...ANIMALS.map((name, y): Row => [y, y * 2 + 1, name, y]),
    [4, 571, 'panthera onca', 99_999],
    [5, 572, 'puma concolor', 99_999],
  ]);
  files[`${base}RELEASE_v2.0.txt`] = '';
  return { files, truth: images };
}

/** Both sites of a well that trains: the second is the in-distribution test. */
export async function wildsRxrx1(base = 'rxrx1_v1.0/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const rows: Row[] = [];
  const experiments = [
    ['HEPG2-01', 'train'],
    ['HUVEC-02', 'train'],
    ['HEPG2-08', 'val'],
    ['U2OS-05', 'test'],
  ] as const;
  for (const [experiment, dataset] of experiments) {
    for (let sirna = 0; sirna < 3; sirna++) {
      for (const site of [1, 2]) {
        const well = `B${String(sirna + 2).padStart(2, '0')}`;
        const path = `${base}images/${experiment}/Plate1/${well}_s${site}.png`;
        rows.push([
          `${experiment}_1_${well}_${site}`,
          experiment.split('-')[0]!,
          dataset,
          experiment,
          1,
          well,
          site,
          `s${15_652 + sirna}`,
          sirna,
          'treatment',
        ]);
        files[path] = await pictures.png();
        const split = dataset === 'train' && site === 2 ? 'test' : dataset;
        images[path] = truth(`sirna-${sirna}`, { split, domain: dataset === 'train' ? 'id' : experiment });
      }
    }
  }
  const header = [
    'site_id',
    'cell_type',
    'dataset',
    'experiment',
    'plate',
    'well',
    'site',
    'sirna',
    'sirna_id',
    'well_type',
  ];
  files[`${base}metadata.csv`] = csv([header, ...rows]);
  files[`${base}RELEASE_v1.0.txt`] = '';
  return { files, truth: images };
}
