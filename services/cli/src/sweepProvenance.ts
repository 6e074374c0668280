/** @file Where the numbers of a sweep come from: its encoders and datasets as they were, and the versions that computed. */
import type { ReadStore } from '@regatta/store';
import { sqlText } from './sqlText.ts';

export interface SweepProvenance {
  readonly encoders: readonly Readonly<{ name: string } & Record<string, unknown>>[];
  readonly datasets: readonly Readonly<{ name: string } & Record<string, unknown>>[];
  /** Version by part; several are joined by commas when the sweep met several. */
  readonly versions: Readonly<Record<string, string>>;
}

/** More encoders, datasets or combinations of versions than any sweep has. */
const LIMITS = { rowsMax: 10_000, timeoutMs: 60_000 };

export async function sweepProvenance(store: Pick<ReadStore, 'query'>, sweep: string): Promise<SweepProvenance> {
  const listed = `FROM listing JOIN cell ON cell.id = listing.cell`;
  const ofSweep = `WHERE listing.sweep = ${sqlText(sweep)}`;
  const [encoders, datasets, results] = await Promise.all([
    store.query(
      `SELECT DISTINCT listing.encoder, role, tap, preprocessing, precision, encoder.manifest, encoder.hash
       ${listed} JOIN encoder ON encoder.hash = cell.encoder ${ofSweep} ORDER BY 1`,
      LIMITS,
    ),
    store.query(
      `SELECT DISTINCT listing.dataset, dataset.summary
       ${listed} JOIN dataset ON dataset.hash = cell.dataset ${ofSweep} ORDER BY 1`,
      LIMITS,
    ),
    store.query(`SELECT DISTINCT versions, provider ${listed} JOIN result ON result.cell = cell.id ${ofSweep}`, LIMITS),
  ]);
  return {
    encoders: encoders.rows.map(([name, role, tap, preprocessing, precision, manifest, hash]) => {
      const { licence, source } = manifest as { licence?: unknown; source?: unknown };
      return { name: String(name), role, tap, preprocessing, precision, licence, source, hash };
    }),
    datasets: datasets.rows.map(([name, summary]) => {
      const { images, classes, domains, license, homepage, hash } = summary as Record<string, unknown>;
      return {
        name: String(name),
        images,
        classes: names(classes),
        domains: names(domains),
        license,
        homepage: homepage ?? '',
        hash,
      };
    }),
    versions: joined(
      results.rows.map(([versions, provider]) => ({
        ...(versions as Record<string, string>),
        provider: String(provider),
      })),
    ),
  };
}

function names(entries: unknown): string {
  return (entries as { name: string }[]).map(({ name }) => name).join(', ');
}

function joined(records: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const values = new Map<string, Set<string>>();
  for (const record of records)
    for (const [part, version] of Object.entries(record))
      values.set(part, (values.get(part) ?? new Set()).add(version));
  return Object.fromEntries([...values].map(([part, versions]) => [part, [...versions].sort().join(', ')]));
}
