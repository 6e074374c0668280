/**
 * @file From cells to jobs: one `embed` per encoder and image shard, one `evaluate` per group of cells that share
 * features, each waiting for its features. Pure; the caller leaves out cells that are done or already under way.
 */
import { jobId, JOB_CATALOG, type JobKind, type JobPayload, type Lane } from './catalog.ts';
import type { DatasetRef } from './cell.ts';
import { ContractError } from './errors.ts';
import type { PlannedCell } from './expand.ts';

/** What the planner must know of a dataset to cut its embedding into jobs. */
export interface ShardedDataset extends DatasetRef {
  readonly shards: readonly { index: number; sha256: string; images: number; bytes: number }[];
}

export interface PlannedJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly lane: Lane;
  readonly payload: JobPayload<JobKind>;
  /** Cells whose results this job brings; empty for `embed`. */
  readonly cells: readonly string[];
  /** Ids of the jobs whose results are this one's inputs. */
  readonly dependsOn: readonly string[];
}

export interface PlanOptions {
  readonly provider: JobPayload<'embed'>['provider'];
  readonly unreadableShareMax: number;
  /**
   * Cells of one `evaluate` job at most: enough to share work, few enough that several workers find something to do
   * and that a lost worker costs little.
   * @default 128
   */
  readonly cellsPerJobMax?: number;
}

/**
 * The jobs that compute these cells, each before those that depend on it.
 * @throws {ContractError} for a cell whose dataset was not given.
 */
export function planJobs(
  cells: readonly PlannedCell[],
  datasets: readonly ShardedDataset[],
  { provider, unreadableShareMax, cellsPerJobMax = 128 }: PlanOptions,
): PlannedJob[] {
  const byHash = new Map(datasets.map((dataset) => [dataset.hash, dataset]));
  const embeds: PlannedJob[] = [];
  const evaluates: PlannedJob[] = [];
  for (const group of groupByFeatures(cells)) {
    const { encoder, dataset } = group[0]!.cell;
    const shards = byHash.get(dataset.hash)?.shards;
    if (!shards)
      throw new ContractError(`Cells name dataset ${dataset.name} (${dataset.hash}), whose shards were not given.`);
    const dependsOn: string[] = [];
    for (const { index, sha256, images, bytes } of shards) {
      // Field by field: a manifest's shard knows more (its key), which must not get into a job's name.
      const shard = { index, sha256, images, bytes };
      const payload: JobPayload<'embed'> = { version: 1, encoder, dataset, shard, provider, unreadableShareMax };
      const id = jobId('embed', payload);
      embeds.push({ id, kind: 'embed', lane: JOB_CATALOG.embed.lane, payload, cells: [], dependsOn: [] });
      dependsOn.push(id);
    }
    for (let from = 0; from < group.length; from += cellsPerJobMax) {
      const part = group.slice(from, from + cellsPerJobMax);
      const payload: JobPayload<'evaluate'> = {
        version: 1,
        encoder,
        dataset,
        cells: part.map(({ id, cell }) => ({ id, split: cell.split, method: cell.method, seed: cell.seed })),
      };
      evaluates.push({
        id: jobId('evaluate', payload),
        kind: 'evaluate',
        lane: JOB_CATALOG.evaluate.lane,
        payload,
        cells: part.map(({ id }) => id),
        dependsOn,
      });
    }
  }
  return [...embeds, ...evaluates];
}

/** Cells with the same encoder and dataset, in the order of their first appearance; inside, equal splits side by side. */
function groupByFeatures(cells: readonly PlannedCell[]): PlannedCell[][] {
  const groups = new Map<string, PlannedCell[]>();
  for (const planned of cells) {
    const key = `${planned.cell.encoder.hash} ${planned.cell.dataset.hash}`;
    const group = groups.get(key);
    if (group) group.push(planned);
    else groups.set(key, [planned]);
  }
  return [...groups.values()].map((group) => group.sort(bySplitThenId));
}

/** Equal splits side by side; the id last, so that the same cells in another order are the same jobs. */
function bySplitThenId(a: PlannedCell, b: PlannedCell): number {
  return compare(a.cell.split.hash, b.cell.split.hash) || compare(a.id, b.id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
