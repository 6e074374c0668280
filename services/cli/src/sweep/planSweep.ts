/** @file What a launch would do: cells by state and the jobs of those that are to be computed. */
import type { CellState, SweepStore } from '@regatta/store';
import { formatCount } from '@regatta/report';
import {
  methodVariant,
  planJobs,
  type PlanOptions,
  type PlannedCell,
  type PlannedJob,
  type SweepMethod,
} from '@regatta/jobs';
import type { Config } from '../config.ts';
import { factLines } from '../factLines.ts';
import { shownPath } from '../shownPath.ts';
import { plannedSplits, splitLines } from './plannedSplits.ts';
import type { ResolvedSweep } from './resolveSweep.ts';

export interface SweepPlan {
  readonly resolved: ResolvedSweep;
  /** Distinct cells: all, done, under way in some job, and to be computed (new, failed or cancelled before). */
  readonly cells: { readonly total: number; readonly done: number; readonly live: number; readonly missing: number };
  readonly jobs: readonly PlannedJob[];
}

/** @param store null where there is no database yet, so that nothing can be done */
export async function planSweep(
  resolved: ResolvedSweep,
  { store, config }: { store: Pick<SweepStore, 'cellStates'> | null; config: Config },
): Promise<SweepPlan> {
  const { cells } = resolved;
  const states: ReadonlyMap<string, { state: CellState; live: boolean }> =
    (await store?.cellStates(cells.map(({ id }) => id))) ?? new Map<string, { state: CellState; live: boolean }>();
  const isDone = ({ id }: PlannedCell) => states.get(id)?.state === 'done';
  const isLive = ({ id }: PlannedCell) => states.get(id)?.live === true;
  const missing = cells.filter((cell) => !isDone(cell) && !isLive(cell));
  return {
    resolved,
    cells: {
      total: cells.length,
      done: cells.filter(isDone).length,
      live: cells.filter((cell) => !isDone(cell) && isLive(cell)).length,
      missing: missing.length,
    },
    jobs: jobsOf(missing, resolved, config),
  };
}

export function jobsOf(cells: readonly PlannedCell[], { datasets }: ResolvedSweep, config: Config): PlannedJob[] {
  const options: PlanOptions = { provider: config.provider, unreadableShareMax: config.unreadableShareMax };
  const sharded = datasets.map(({ ref, manifest }) => ({ ...ref, shards: manifest.shards }));
  return planJobs(cells, sharded, options);
}

/** The plan for people. */
export function planText({ resolved, cells, jobs }: SweepPlan): string {
  const { sweep, datasets, encoders, source, warnings } = resolved;
  const { entries, images } = countsOf({ resolved, jobs });
  const embeds = jobs.filter(({ kind }) => kind === 'embed').length;
  const facts: (readonly [string, string])[] = [
    ['encoders', encoders.map(({ ref }) => `${ref.name}${ref.role === 'control' ? ' (control)' : ''}`).join(', ')],
    ['datasets', datasets.map(({ summary }) => datasetWords(summary)).join(', ')],
    ['methods', [...new Set(sweep.methods.map(methodWords))].join(', ')],
    ['budgets', `${sweep.budgets.join(', ')} labels per class`],
    ['draws', String(sweep.draws)],
    ...splitLines(plannedSplits(resolved)).map((line, i) => [i === 0 ? 'splits' : '', line] as const),
    ['cells', cellWords(cells, entries)],
    [
      'jobs',
      jobs.length === 0
        ? 'none to add'
        : `${formatCount(embeds)} to embed ${formatCount(images)} images, ${formatCount(jobs.length - embeds)} to evaluate`,
    ],
  ];
  return [
    `Sweep ${sweep.name} (${shownPath(source.file)})`,
    ...factLines(facts),
    ...warnings.map((warning) => `  note: ${warning}`),
  ].join('\n');
}

function methodWords({ method, variant }: SweepMethod): string {
  return `${method.kind} ${variant ?? methodVariant(method)}`.trim();
}

function datasetWords({ name, images, classes, domains }: ResolvedSweep['datasets'][number]['summary']): string {
  const parts = [`${formatCount(images)} images`, `${classes.length} classes`];
  if (domains.length > 0) parts.push(`${domains.length} domains`);
  return `${name} (${parts.join(', ')})`;
}

function cellWords({ total, done, live, missing }: SweepPlan['cells'], entries: number): string {
  const parts = [`${formatCount(done)} done before`];
  if (live > 0) parts.push(`${formatCount(live)} planned before`);
  parts.push(`${formatCount(missing)} to compute`);
  const shared = entries > total ? `; ${formatCount(entries)} entries, equal splits are computed once` : '';
  return `${formatCount(total)}: ${parts.join(', ')}${shared}`;
}

/** The plan for machines. */
export function planDocument(plan: SweepPlan): object {
  const { resolved, cells, jobs } = plan;
  const { sweep, datasets, encoders, source, warnings } = resolved;
  const kinds = Map.groupBy(jobs, ({ kind }) => kind);
  return {
    type: 'plan',
    sweep: sweep.name,
    file: source.file,
    encoders: encoders.map(({ ref }) => ref),
    datasets: datasets.map(({ summary }) => summary),
    methods: sweep.methods.map(({ method, budgets, draws, variant, encoders: own, datasets: of }) => ({
      ...method,
      ...{ budgets, draws },
      // Zero-shot is another method for each encoder and dataset.
      ...(variant === undefined ? {} : { variant, encoders: own, datasets: of }),
    })),
    protocols: sweep.protocols,
    budgets: sweep.budgets,
    draws: sweep.draws,
    splits: plannedSplits(resolved),
    seed: sweep.seed,
    cells: { ...cells, entries: countsOf(plan).entries },
    jobs: { total: jobs.length, ...Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length])) },
    images: countsOf(plan).images,
    warnings,
  };
}

/** Entries of the matrix (one cell may fill several), and images that are to be embedded. */
function countsOf({ resolved, jobs }: Pick<SweepPlan, 'resolved' | 'jobs'>): { entries: number; images: number } {
  const images = jobs.reduce((sum, { payload }) => sum + ('shard' in payload ? payload.shard.images : 0), 0);
  return { entries: resolved.cells.reduce((sum, { listings }) => sum + listings.length, 0), images };
}
