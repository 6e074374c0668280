/** @file The report of a sweep as a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reportHtml } from '@regatta/report';
import type { ReadStore, SweepSummary } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import { sweepDuplicates } from './quality/sweepDuplicates.ts';
import { sweepResults, type SweepResults } from './results.ts';
import { sweepProvenance } from './sweepProvenance.ts';
import { VERSION } from './version.ts';

export interface ReportOptions {
  readonly store: Pick<ReadStore, 'leaderboard' | 'holes' | 'doubts' | 'unreadableImages' | 'embeddings' | 'query'>;
  readonly sweep: SweepSummary;
  /** What the sweep has come to, where it is at hand: a large one takes the database seconds. */
  readonly found?: Pick<SweepResults, 'rows' | 'unreadable' | 'doubts'>;
  /** @default reports/<sweep>/index.html below the project's `.regatta/` */
  readonly file?: string;
}

/** @returns the absolute path of the file */
export async function writeReport({ config }: Pick<CommandContext, 'config'>, options: ReportOptions): Promise<string> {
  const { store, sweep } = options;
  const [{ rows, doubts, unreadable }, holes, { encoders, datasets, versions }] = await Promise.all([
    options.found ?? sweepResults(store, sweep),
    store.holes(sweep.name),
    sweepProvenance(store, sweep.name),
  ]);
  const duplicates = await sweepDuplicates({ config }, datasets);
  const file = resolve(options.file ?? join(config.state, 'reports', sweep.name, 'index.html'));
  const html = reportHtml({
    sweep,
    rows,
    holes,
    doubts,
    unreadable,
    encoders,
    datasets,
    duplicates,
    versions: { regatta: VERSION, ...versions },
    generatedAt: new Date(),
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, html);
  return file;
}
