/** @file Results of a sweep, page after page: a short query each, so that a long export holds up nobody. */
import type { CellDone, CellListing } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Database, Tx } from './database.ts';
import { oneSummary } from './summaries.ts';

const PAGE = 500;

type Row = { listings: CellListing[]; result: CellDone };

/** In the order of the cells' ids. What ends while one reads may or may not be in it. */
export async function* results(database: Database, sweep: string): AsyncGenerator<Row> {
  await database.read((tx) => oneSummary(tx, sweep));
  for (let last = ''; ;) {
    const page = await database.read((tx) => nextPage(tx, sweep, last));
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1)!.result.cell;
  }
}

async function nextPage(tx: Tx, sweep: string, last: string): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    WITH page AS (
      SELECT DISTINCT listing.cell
      FROM listing JOIN result ON result.cell = listing.cell
      WHERE listing.sweep = ${sweep} AND listing.cell > ${last}
      ORDER BY listing.cell LIMIT ${PAGE}
    )
    SELECT
      (SELECT json_agg(json_build_object('encoder', encoder, 'dataset', dataset, 'variant', variant,
          'budget', CASE WHEN budget = 'all' THEN to_json(budget) ELSE to_json(budget::integer) END, 'draw', draw)
          ORDER BY encoder, dataset, variant, budget, draw)
        FROM listing WHERE listing.cell = page.cell AND listing.sweep = ${sweep}) AS listings,
      json_strip_nulls(json_build_object(
        'status', 'done', 'cell', page.cell,
        'split', json_build_object('hash', cell.split, 'train', train, 'val', val, 'test', test,
          'gotMin', got_min, 'gotMax', got_max),
        'metrics', (
          SELECT json_agg(json_build_object('name', name, 'subset', subset, 'value', value, 'low', low, 'high', high,
            'interval', interval, 'n', n, 'isHeadline', nullif(is_headline, false)) ORDER BY name, subset)
          FROM metric WHERE metric.cell = page.cell),
        'perClass', (
          SELECT json_agg(json_build_object('subset', subset, 'n', n, 'hits', hits, 'predicted', predicted)
            ORDER BY subset)
          FROM class_count WHERE class_count.cell = page.cell),
        'doubts', (
          SELECT json_agg(json_build_object('kind', kind, 'evidence', evidence) ORDER BY kind)
          FROM cell_doubt WHERE cell_doubt.cell = page.cell),
        'chosen', chosen, 'predictions', predictions, 'excluded', excluded, 'notes', to_json(notes),
        'provenance', json_build_object('provider', provider, 'threads', threads, 'versions', versions,
          'seconds', seconds))) AS result
    FROM page JOIN result ON result.cell = page.cell JOIN cell ON cell.id = page.cell
    ORDER BY page.cell`);
  return rows;
}
