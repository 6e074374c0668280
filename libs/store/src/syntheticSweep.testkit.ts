/**
 * @file A finished sweep of any size, written straight into the tables: numbers of a made-up law, seeded, the same every
 * time. It says of itself that it is synthetic, in its name, its notes and its provider.
 */
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { Database } from './database.ts';
import { keepScores } from './scores.ts';

/** Longer than any view takes. @unit milliseconds */
const STATEMENT_MS_MAX = 600_000;

export interface SyntheticSweep {
  readonly encoders: number;
  /** Every second one has two kinds of test images and two domains. */
  readonly datasets: number;
  /** Variants of kNN; logistic regression is one method more. */
  readonly variants: number;
  readonly budgets: readonly number[];
  readonly draws: number;
}

const METRICS = [
  'accuracy',
  'macro-accuracy',
  'macro-f1',
  'roc-auc',
  'top-5-accuracy',
  'log-loss',
  'calibration-error',
];

/** From 0 to 1, by the words. */
const chance = (words: string) => `((hashtextextended(${words}, 7) & 2147483647)::float8 / 2147483647)`;

/** @returns the number of cells. The sweep is called `synthetic`; its scores are not kept. */
export async function writeSyntheticSweep(
  url: string,
  { encoders, datasets, variants, budgets, draws }: SyntheticSweep,
): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`
      CREATE TEMP TABLE place ON COMMIT DROP AS
      SELECT 'encoder-' || e AS encoder, e, 'dataset-' || d AS dataset, d, m, b.budget, b.place, r AS draw,
        CASE WHEN m = 0 THEN 'logistic-regression' ELSE 'knn' END AS method,
        CASE WHEN m < 2 THEN '' ELSE 'k=' || m END AS variant,
        concat_ws(' ', 'synthetic', e, d, m, b.budget, r) AS cell, concat_ws(' ', 'synthetic', e, d) AS job
      FROM generate_series(1, ${encoders}) AS e, generate_series(1, ${datasets}) AS d, generate_series(0, ${variants}) AS m,
        unnest('{${budgets.join(',')}}'::integer[]) WITH ORDINALITY AS b (budget, place), generate_series(0, ${draws - 1}) AS r`);
    await client.query(
      `INSERT INTO sweep (name, source, seed, state, finished_at) VALUES ('synthetic', 'synthetic', 7, 'done', now())`,
    );
    await client.query(`
      INSERT INTO encoder (hash, name, weights, tap, preprocessing, precision, role, manifest)
      SELECT DISTINCT encoder, encoder, encoder, 'cls', 'own', 'fp32', CASE e WHEN 1 THEN 'control' ELSE 'pretrained' END, '{}'::jsonb
      FROM place`);
    await client.query(
      `INSERT INTO dataset (hash, name, summary) SELECT DISTINCT dataset, dataset, '{}'::jsonb FROM place`,
    );
    await client.query(`
      INSERT INTO job (id, kind, lane, payload, label, images, state, token, result, is_announced, ended_at)
      SELECT DISTINCT job, 'evaluate', 'cpu', '{}'::jsonb, 'synthetic', 0, 'done', 1, NULL::jsonb, true, now() FROM place
      UNION ALL
      SELECT DISTINCT 'embed ' || job, 'embed', 'gpu', jsonb_build_object('encoder', jsonb_build_object('name', encoder, 'hash', encoder),
        'dataset', jsonb_build_object('name', dataset)), 'synthetic', 1000, 'done', 1,
        jsonb_build_object('provider', 'synthetic', 'rows', 1000, 'reused', false, 'imagesPerSecond', 50 + 10 * e), true, now()
      FROM place
      UNION ALL
      SELECT DISTINCT concat_ws(' ', 'compare', dataset, budget), 'compare', 'cpu', jsonb_build_object('protocol', 'few-shot',
        'dataset', jsonb_build_object('name', dataset), 'budget', budget::text), 'synthetic', 0, 'done', 1, NULL::jsonb, true, now()
      FROM place`);
    await client.query(`INSERT INTO sweep_job (sweep, job) SELECT 'synthetic', id FROM job WHERE label = 'synthetic'`);
    await client.query(`
      INSERT INTO cell (id, encoder, dataset, protocol, split, split_request, method, parameters, seed, state, ended_at)
      SELECT cell, encoder, dataset, 'few-shot', concat_ws(' ', dataset, budget, draw), '{}', method, '{}', 7, 'done', now() FROM place`);
    await client.query(`
      INSERT INTO listing (sweep, cell, encoder, dataset, protocol, method, variant, budget, draw)
      SELECT 'synthetic', cell, encoder, dataset, 'few-shot', method, variant, budget::text, draw FROM place`);
    await client.query(`
      INSERT INTO result (cell, job, token, train, val, test, got_min, got_max, chosen, predictions, excluded, notes, provider,
        threads, versions, seconds)
      SELECT cell, job, 1, budget * 8, budget * 2, 1000, budget, budget, '{}', 'synthetic', 0, '{synthetic}', 'synthetic', 1, '{}',
        (1 + m) * (0.1 + budget / 100.0) FROM place`);
    await client.query(`
      INSERT INTO metric (cell, name, subset, value, low, high, interval, n, is_headline)
      SELECT cell, name, subset, value, greatest(value - 0.02, 0), least(value + 0.02, 1), 'synthetic', 1000, name = 'accuracy'
      FROM place
      CROSS JOIN unnest('{${METRICS.join(',')}}'::text[]) AS name
      CROSS JOIN LATERAL unnest(CASE d % 2 WHEN 0 THEN '{id,ood,north,south}'::text[] ELSE '{test}' END) AS subset
      CROSS JOIN LATERAL (SELECT 1 / (1 + exp(-(0.4 * place - 1.5 + 2 * ${chance('encoder')} - ${chance('dataset || name')}
        - 0.5 * ${chance('subset')} - 0.2 * m + 0.1 * ${chance('cell || subset')}))) AS value) AS law`);
    await client.query(`
      INSERT INTO standing (job, contestant, encoder, method, variant, subset, metric, value, rank, n)
      SELECT concat_ws(' ', 'compare', dataset, budget), row_number() OVER peers - 1, encoder, method, variant, subset, 'accuracy', value,
        1, 1000
      FROM (
        SELECT dataset, budget, encoder, method, variant, subset, avg(value) AS value
        FROM place JOIN metric USING (cell)
        WHERE metric.name = 'accuracy' AND subset IN ('test', 'id', 'ood')
        GROUP BY 1, 2, 3, 4, 5, 6
      ) AS mean
      WINDOW peers AS (PARTITION BY dataset, budget, subset ORDER BY encoder, method, variant)`);
    await client.query(`
      INSERT INTO paired_test (job, subset, metric, a, b, difference, low, high, test, p, p_adjusted)
      SELECT a.job, a.subset, a.metric, a.contestant, b.contestant, a.value - b.value, a.value - b.value - 0.03, a.value - b.value + 0.03,
        'bootstrap', p, p
      FROM standing AS a JOIN standing AS b USING (job, subset, metric)
      CROSS JOIN LATERAL (SELECT CASE WHEN abs(a.value - b.value) > 0.03 THEN 0.001 ELSE 0.5 END AS p) AS test
      WHERE a.contestant < b.contestant`);
    await client.query(`
      UPDATE standing SET rank = 1 + (
        SELECT count(*) FROM standing AS other
        WHERE other.job = standing.job AND other.subset = standing.subset AND other.metric = standing.metric
          AND other.value > standing.value + 0.03)`);
    const { rows } = await client.query<{ cells: number }>('SELECT count(*)::integer AS cells FROM place');
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return rows[0]!.cells;
  } finally {
    await client.end();
  }
}

/** Keeps its scores, as a coordinator does when a sweep has ended. @returns how long that took, in milliseconds */
export async function keepScoresOf(url: string): Promise<number> {
  const database = new Database({
    url,
    poolSize: 1,
    applicationName: 'regatta test',
    statementMsMax: STATEMENT_MS_MAX,
  });
  const startedMs = performance.now();
  await database.write((tx) => keepScores(tx, ['synthetic']));
  const elapsedMs = performance.now() - startedMs;
  await database.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ANALYZE kept_score').finally(() => client.end());
  return elapsedMs;
}

/** Median of the server's own time per statement, after one that warms up. @unit milliseconds */
export async function timeQueries(
  url: string,
  queries: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const medians: Record<string, number> = {};
    for (const [name, text] of Object.entries(queries)) {
      const times: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const { rows } = await client.query<Record<string, [{ 'Planning Time': number; 'Execution Time': number }]>>(
          `EXPLAIN (ANALYZE, TIMING off, FORMAT json) ${text}`,
        );
        const [plan] = rows[0]!['QUERY PLAN']!;
        if (round > 0) times.push(plan['Planning Time'] + plan['Execution Time']);
      }
      medians[name] = times.sort((a, b) => a - b)[times.length >> 1]!;
    }
    return medians;
  } finally {
    await client.end();
  }
}
