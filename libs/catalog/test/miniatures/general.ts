/** @file Layouts that are no one data set's: tables, Parquet with images inside, a folder per domain. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Pictures, csv, truth, type Miniature, type Truth } from './miniature.ts';

const SPLITS = ['train', 'val', 'test'] as const;

interface TableRow {
  readonly path: string;
  readonly label: string;
  readonly split: (typeof SPLITS)[number];
  readonly domain: string;
  readonly group: string;
}

/** Rows in all scripts, names with commas, a burst of two frames per group. */
function tableRows(): TableRow[] {
  return ['été', '猫, klein', 'кот'].flatMap((label) =>
    Array.from({ length: 12 }, (_, i) => ({
      path: `bilder/${label.slice(0, 2)} ${i}.png`,
      label,
      split: SPLITS[Math.floor(i / 4)]!,
      domain: i % 4 < 2 ? 'studio' : 'straße',
      group: `${label} ${Math.floor(i / 2)}`,
    })),
  );
}

export async function tableOfImages(kind: 'csv' | 'semicolons' | 'jsonl' | 'parquet'): Promise<Miniature> {
  const pictures = new Pictures();
  const rows = tableRows();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  for (const { path, label, ...rest } of rows) {
    files[path] = await pictures.png();
    images[path] = truth(label, rest);
  }
  const header = Object.keys(rows[0]!) as (keyof TableRow)[];
  const table = [header, ...rows.map((row) => header.map((column) => row[column]))];
  if (kind === 'csv') files['labels.csv'] = csv(table, { end: '\r\n', mark: '\uFEFF' });
  if (kind === 'semicolons') files['labels.csv'] = `${table.map((row) => row.join(';')).join('\n')}`;
  if (kind === 'jsonl') files['labels.jsonl'] = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
  if (kind === 'parquet') {
    const columnData = header.map((name) => ({ name, data: rows.map((row) => row[name]), type: 'STRING' as const }));
    files['labels.parquet'] = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 }));
  }
  return { files, truth: images };
}

/** Two files of one split, several groups of rows each, one image without a label, and a file of the test split. */
export async function hubParquet(): Promise<Miniature & { readonly images: Readonly<Record<string, Uint8Array>> }> {
  const pictures = new Pictures();
  const names = ['Egyptian cat', 'tabby', 'été'];
  const files: Record<string, Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const bytes: Record<string, Uint8Array> = {};
  const parts = [
    ['data/train-00000-of-00002.parquet', 'train'],
    ['data/train-00001-of-00002.parquet', 'train'],
    ['data/test-00000-of-00001.parquet', 'test'],
  ] as const;
  for (const [path, split] of parts) {
    const labels = Array.from({ length: 7 }, (_, i) => (i === 6 && split === 'test' ? -1 : i % names.length));
    const rows: Uint8Array[] = [];
    for (const [i, label] of labels.entries()) {
      const image = await pictures.png();
      rows.push(image);
      const row = `${path}/${String(i).padStart(8, '0')}`;
      bytes[row] = image;
      if (label >= 0) images[row] = truth(names[label]!, { split });
    }
    files[path] = hubFile(rows, { labels, names });
  }
  return { files: { ...files, 'README.md': '---\nlicense: mit\n---\n' }, truth: images, images: bytes };
}

function hubFile(
  images: readonly Uint8Array[],
  { labels, names }: { labels: number[]; names: readonly string[] },
): Uint8Array {
  const info = {
    info: { features: { image: { _type: 'Image' }, label: { names, _type: 'ClassLabel' } } },
  };
  const columns = [
    { name: 'image', data: images.map((bytes, i) => ({ bytes, path: `${i}.png` })) },
    { name: 'label', data: labels.map(BigInt) },
  ];
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns,
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
      ],
      rowGroupSize: 3,
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify(info) }],
    }),
  );
}

/** PACS: the names of domains are those of styles, classes the same in all. */
export async function pacs(): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  for (const [domain, count] of [
    ['art_painting', 4],
    ['cartoon', 4],
    ['photo', 6],
    ['sketch', 4],
  ] as const) {
    for (const className of ['dog', 'elephant']) {
      for (let i = 1; i <= count; i++) {
        const path = `PACS/kfold/${domain}/${className}/pic_${String(i).padStart(3, '0')}.png`;
        files[path] = await pictures.png();
        images[path] = truth(className, { domain });
      }
    }
  }
  return { files, truth: images };
}
