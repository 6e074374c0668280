/** @file The report of a sweep as a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reportHtml } from '@regatta/report';
import type { LeaderboardRow, ReadStore, SweepSummary } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import { sweepDuplicates } from './quality/sweepDuplicates.ts';
import { sweepProvenance } from './sweepProvenance.ts';
import { VERSION } from './version.ts';

export interface ReportOptions {
  readonly store: Pick<ReadStore, 'leaderboard' | 'holes' | 'doubts' | 'unreadableImages' | 'query'>;
  readonly sweep: SweepSummary;
  /** The sweep's leaderboard, where it is at hand. */
  readonly rows?: readonly LeaderboardRow[];
  /** @default reports/<sweep>/index.html below the project's `.regatta/` */
  readonly file?: string;
}

/** @returns the absolute path of the file */
export async function writeReport({ config }: Pick<CommandContext, 'config'>, options: ReportOptions): Promise<string> {
  const { store, sweep } = options;
  const [rows, holes, doubts, unreadable, { encoders, datasets, versions }] = await Promise.all([
    options.rows ?? store.leaderboard(sweep.name),
    store.holes(sweep.name),
    store.doubts(sweep.name),
    store.unreadableImages(sweep.name),
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
