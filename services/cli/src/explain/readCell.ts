/** @file Everything that is known of one cell: what its id is made of, who has tried it, what came of it, what it replaces. */
import type { ReadStore } from '@regatta/store';
import { UsageError } from '../exit.ts';
import { sqlText } from '../sqlText.ts';

/** What decides a cell's numbers, and so its id. */
export interface CellParts {
  readonly encoder: string;
  readonly encoderHash: string;
  readonly weights: string;
  readonly tap: string;
  readonly preprocessing: string;
  readonly precision: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly dataset: string;
  readonly datasetHash: string;
  readonly protocol: string;
  readonly split: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly method: Readonly<Record<string, unknown>>;
  readonly seed: number | null;
}

export interface CellStory {
  readonly cell: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly parts: CellParts;
  readonly listings: readonly { sweep: string; variant: string; budget: string; draw: number }[];
  readonly attempts: readonly {
    job: string;
    number: number;
    worker: string;
    startedAt: string;
    endedAt: string | null;
    outcome: string | null;
    reason: string | null;
    /** True for the one whose result was accepted. */
    isAccepted: boolean;
  }[];
  readonly result: {
    readonly at: string;
    readonly seconds: number;
    readonly provider: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly metrics: readonly { name: string; subset: string; value: number; low: number; high: number; n: number }[];
  } | null;
  readonly doubts: readonly { kind: string; evidence: string }[];
  /** The nearest cell that was there before, of the same names and made of other parts. */
  readonly older: { readonly cell: string; readonly createdAt: string; readonly parts: CellParts } | null;
}

export interface CellChoice {
  readonly sweep?: string;
  readonly encoder?: string;
  readonly dataset?: string;
  readonly method?: string;
  readonly variant?: string;
  readonly budget?: string;
  readonly draw?: number;
}

const LIMITS = { rowsMax: 100, timeoutMs: 60_000 };
const SHOWN_MAX = 10;

/** @throws {UsageError} none or several cells are meant */
export async function findCell(
  store: Pick<ReadStore, 'query'>,
  prefix: string | undefined,
  choice: CellChoice,
): Promise<string> {
  const wanted = Object.entries(choice).filter(([, value]) => value !== undefined);
  if (prefix === undefined && wanted.length === 0)
    throw new UsageError(
      'Expected how the id of a cell begins, or options such as --encoder and --dataset, got neither.',
    );
  const conditions = [
    ...(prefix === undefined ? [] : [`starts_with(cell.id, ${sqlText(prefix)})`]),
    ...wanted.map(([column, value]) => `listing.${column}::text = ${sqlText(String(value))}`),
  ];
  const { rows } = await store.query(
    `SELECT cell.id, min(concat_ws(' ', listing.encoder, listing.dataset, listing.method, listing.variant,
       'at', listing.budget, 'draw', listing.draw))
     FROM cell LEFT JOIN listing ON listing.cell = cell.id
     WHERE ${conditions.join(' AND ')} GROUP BY cell.id ORDER BY 2, 1 LIMIT ${SHOWN_MAX + 1}`,
    LIMITS,
  );
  if (rows.length === 1) return String(rows[0]![0]);
  if (rows.length === 0)
    throw new UsageError('No cell is like that. `regatta results` and `regatta holes` show what there is.');
  const shown = rows.slice(0, SHOWN_MAX).map(([id, names]) => `  ${String(id).slice(0, 12)}  ${String(names)}`);
  throw new UsageError(
    `Expected one cell, but ${rows.length > SHOWN_MAX ? `more than ${SHOWN_MAX}` : rows.length} are like that; say more:\n${shown.join('\n')}`,
  );
}

const PARTS = `json_build_object('encoder', encoder.name, 'encoderHash', encoder.hash, 'weights', encoder.weights,
  'tap', encoder.tap, 'preprocessing', encoder.preprocessing, 'precision', encoder.precision,
  'manifest', encoder.manifest, 'dataset', dataset.name, 'datasetHash', dataset.hash, 'protocol', cell.protocol,
  'split', cell.split, 'request', cell.split_request, 'method', cell.parameters, 'seed', cell.seed)`;

export async function readCell(store: Pick<ReadStore, 'query'>, id: string): Promise<CellStory> {
  const { rows } = await store.query(
    `SELECT json_build_object('cell', cell.id, 'state', cell.state, 'createdAt', cell.created_at, 'parts', ${PARTS},
       'reason', coalesce(cell.reason, (SELECT min(reason) FROM holes WHERE holes.cell = cell.id)),
       'listings', (SELECT coalesce(json_agg(json_build_object('sweep', sweep, 'variant', variant, 'budget', budget,
           'draw', draw) ORDER BY sweep, variant, budget, draw), '[]') FROM listing WHERE listing.cell = cell.id),
       'attempts', (SELECT coalesce(json_agg(json_build_object('job', attempt.job, 'number', attempt.number,
           'worker', attempt.worker, 'startedAt', attempt.started_at, 'endedAt', attempt.ended_at,
           'outcome', attempt.outcome, 'reason', attempt.reason,
           'isAccepted', result.job IS NOT NULL) ORDER BY attempt.started_at), '[]')
         FROM job_cell JOIN attempt ON attempt.job = job_cell.job
         LEFT JOIN result ON result.cell = cell.id AND result.job = attempt.job AND result.token = attempt.token
         WHERE job_cell.cell = cell.id),
       'result', (SELECT json_build_object('at', result.created_at, 'seconds', seconds, 'provider', provider,
           'versions', versions, 'metrics', (SELECT json_agg(json_build_object('name', name, 'subset', subset,
             'value', value, 'low', low, 'high', high, 'n', n) ORDER BY NOT is_headline, name, subset)
             FROM metric WHERE metric.cell = cell.id))
         FROM result WHERE result.cell = cell.id),
       'doubts', (SELECT coalesce(json_agg(json_build_object('kind', kind, 'evidence', evidence) ORDER BY kind), '[]')
         FROM cell_doubt WHERE cell_doubt.cell = cell.id))
     FROM cell JOIN encoder ON encoder.hash = cell.encoder JOIN dataset ON dataset.hash = cell.dataset
     WHERE cell.id = ${sqlText(id)}`,
    LIMITS,
  );
  const story = rows[0]![0] as Omit<CellStory, 'older'>;
  return { ...story, older: await olderCell(store, id) };
}

/**
 * The one that shares most parts, and the latest of these. What a sweep lists beside the cell is another entry of it, such
 * as another k, and not an older one.
 */
async function olderCell(store: Pick<ReadStore, 'query'>, id: string): Promise<CellStory['older']> {
  const { rows } = await store.query(
    `SELECT json_build_object('cell', cell.id, 'createdAt', cell.created_at, 'parts', ${PARTS})
     FROM cell AS own
     JOIN encoder AS own_encoder ON own_encoder.hash = own.encoder
     JOIN dataset AS own_dataset ON own_dataset.hash = own.dataset
     JOIN encoder ON encoder.name = own_encoder.name
     JOIN dataset ON dataset.name = own_dataset.name
     JOIN cell ON cell.encoder = encoder.hash AND cell.dataset = dataset.hash AND cell.protocol = own.protocol
       AND cell.method = own.method AND cell.split_request ->> 'budget' = own.split_request ->> 'budget'
       AND cell.split_request ->> 'draw' = own.split_request ->> 'draw'
     WHERE own.id = ${sqlText(id)} AND cell.id <> own.id AND cell.created_at < own.created_at
       AND NOT EXISTS (SELECT FROM listing AS one JOIN listing AS other ON other.sweep = one.sweep
         WHERE one.cell = own.id AND other.cell = cell.id)
     ORDER BY (cell.encoder <> own.encoder)::integer + (cell.dataset <> own.dataset)::integer
       + (cell.split <> own.split)::integer + (cell.parameters <> own.parameters)::integer, cell.created_at DESC
     LIMIT 1`,
    LIMITS,
  );
  return (rows[0]?.[0] as CellStory['older'] | undefined) ?? null;
}
