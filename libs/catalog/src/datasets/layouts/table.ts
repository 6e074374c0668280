/**
 * @file A table of images: CSV, JSON lines or Parquet with a column for the path and one for the class, and where they are
 * there, `split`, `domain` and `group`. Several tables (one per split) are read as one. Paths are relative to the
 * table's folder, or to the top.
 */
import type { OfficialSplit } from '@regatta/datasets';
import { CatalogError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import { cellText } from './cellText.ts';
import { readCsv } from './csv.ts';
import { IMAGE_NAME, baseName, few } from './fileList.ts';
import { headerOf } from './headerOf.ts';
import { chooseInDistribution, IN_DISTRIBUTION_CHOICE } from './inDistribution.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type ClassTitle, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { parquetColumns, parquetRows } from './parquetFile.ts';
import { splitOf } from './splitNames.ts';
import { readText } from './text.ts';

const TABLE_NAME = /\.(?:csv|tsv|jsonl|ndjson|parquet)$/i;
/** Deeper ones belong to something else. */
const DEPTH_MAX = 2;

/** What a column may be called, the first first. */
const COLUMNS = {
  path: ['path', 'file_name', 'filename', 'image_path', 'filepath', 'image', 'file'],
  label: ['label', 'class', 'class_name', 'category', 'labels'],
  split: ['split', 'subset', 'partition'],
  domain: ['domain'],
  group: ['group', 'group_id', 'patient_id', 'sequence_id'],
} as const;
type Role = keyof typeof COLUMNS;
const ROLES = Object.keys(COLUMNS) as Role[];

interface Table {
  readonly path: string;
  readonly columns: Readonly<Partial<Record<Role, string>>>;
}

type Row = Readonly<Record<string, unknown>>;

export const table: LayoutAdapter = {
  name: 'table',
  title: 'a table of images',
  expected: 'a .csv, .jsonl or .parquet file with columns path and label (and split, domain, group)',
  choices: { 'in-distribution': IN_DISTRIBUTION_CHOICE },
  recognise: async (source) => {
    if (!source.files.some((path) => IMAGE_NAME.test(path))) return null;
    const tables = await tablesOf(source);
    if (tables.length === 0) return null;
    const { path, columns } = tables[0]!;
    return { base: '', why: `${path} has the columns ${Object.values(columns).join(', ')}` };
  },
  place: async (source, { why, choices }) => {
    const tables = await tablesOf(source);
    if (tables.length === 0) throw new CatalogError(`Expected ${table.expected} in ${source.root}, got none.`);
    const there = new Set(source.files);
    const placed: PlacedFile[] = [];
    for (const found of tables) for (const row of await placeRows(source, found, there)) placed.push(row);
    const images = source.files.filter((path) => IMAGE_NAME.test(path));
    const joined = joinLabels(placed, images, { root: source.root, table: few(tables.map(({ path }) => path)) });
    const domains = [...new Set(joined.files.map(({ domain }) => domain))].filter((domain) => domain !== null).sort();
    checkDomains(joined.files, { domains, root: source.root });
    const home = domains.length === 0 ? null : chooseInDistribution(domains, joined.files, choices['in-distribution']!);
    return {
      ...PLAIN,
      ...joined,
      classes: numbered(joined.files),
      domains,
      inDistribution: home?.name ?? null,
      notes: [`Read as ${table.title}: ${why}.`, ...(home === null ? [] : [home.note]), ...joined.notes],
    };
  },
};

async function tablesOf(source: FileSource): Promise<Table[]> {
  const tables: Table[] = [];
  for (const path of source.files) {
    if (!TABLE_NAME.test(path) || path.split('/').length > DEPTH_MAX) continue;
    const names = await columnNames(source, path);
    const columns: Partial<Record<Role, string>> = {};
    for (const role of ROLES) {
      const name = COLUMNS[role].find((candidate) => names.includes(candidate));
      if (name !== undefined) columns[role] = name;
    }
    if (columns.path !== undefined && columns.label !== undefined) tables.push({ path, columns });
  }
  return tables;
}

async function columnNames(source: FileSource, path: string): Promise<readonly string[]> {
  if (/\.(?:csv|tsv)$/i.test(path)) return headerOf(source, path);
  if (/\.parquet$/i.test(path)) return parquetColumns(source, path);
  const [first] = jsonLines(await readText(source, path), path);
  return first === undefined ? [] : Object.keys(first);
}

async function readRows(source: FileSource, { path, columns }: Table): Promise<Iterable<Row>> {
  if (/\.parquet$/i.test(path)) return parquetRows(source, path, Object.values(columns));
  const text = await readText(source, path);
  if (!/\.(?:csv|tsv)$/i.test(path)) return jsonLines(text, path);
  return csvRows(text, path);
}

function* csvRows(text: string, path: string): Generator<Row> {
  const { header, rows } = readCsv(text, path);
  for (const fields of rows()) yield Object.fromEntries(header.map((name, i) => [name, fields[i] ?? '']));
}

function* jsonLines(text: string, path: string): Generator<Row> {
  let line = 0;
  for (const content of text.split('\n')) {
    line++;
    if (content.trim() === '') continue;
    let row: unknown;
    try {
      row = JSON.parse(content);
    } catch (error) {
      throw new CatalogError(`Expected JSON in line ${line} of ${path}, got "${content.slice(0, 60)}".`, {
        cause: error,
      });
    }
    if (typeof row !== 'object' || row === null)
      throw new CatalogError(`Expected an object in line ${line} of ${path}, got "${content.slice(0, 60)}".`);
    yield row as Row;
  }
}

async function placeRows(source: FileSource, found: Table, there: ReadonlySet<string>): Promise<PlacedFile[]> {
  const { path: tablePath, columns } = found;
  const folder = tablePath.slice(0, tablePath.length - baseName(tablePath).length);
  const ownSplit = splitOf(baseName(tablePath).replace(/\.\w+$/, ''));
  const placed: PlacedFile[] = [];
  for (const row of await readRows(source, found)) {
    const field = (role: Role) => (columns[role] === undefined ? '' : cellText(row[columns[role]]));
    const where = `row ${placed.length + 1} of ${tablePath} in ${source.root}`;
    const given = field('path').replaceAll('\\', '/').replace(/^\.\//, '');
    if (given === '' || field('label') === '')
      throw new CatalogError(`Expected a path and a label in ${where}, got "${given}" and "${field('label')}".`);
    const split = field('split') === '' ? (ownSplit ?? 'none') : splitNamed(field('split'), where);
    placed.push({
      path: there.has(folder + given) || !there.has(given) ? folder + given : given,
      className: field('label').normalize('NFC'),
      split,
      domain: field('domain') === '' ? null : field('domain').normalize('NFC'),
      group: field('group') === '' ? null : field('group'),
    });
  }
  return placed;
}

function splitNamed(name: string, where: string): OfficialSplit {
  const split = name.toLowerCase() === 'none' ? 'none' : splitOf(name);
  if (split !== undefined) return split;
  throw new CatalogError(`Expected train, val, test or nothing as split in ${where}, got "${name}".`);
}

/** Classes 2 and 10 in the order of their numbers; other names have that of their letters. */
function numbered(files: readonly PlacedFile[]): ClassTitle[] | null {
  const names = [...new Set(files.map(({ className }) => className))];
  if (!names.every((name) => /^\d{1,9}$/.test(name))) return null;
  return names.sort((a, b) => Number(a) - Number(b)).map((name) => ({ name, title: name }));
}

function checkDomains(
  files: readonly PlacedFile[],
  { domains, root }: { domains: readonly string[]; root: string },
): void {
  const without = files.find(({ domain }) => domain === null);
  if (domains.length === 0 || without === undefined) return;
  throw new CatalogError(`Expected a domain for every image or for none in ${root}, got none for ${without.path}.`);
}
