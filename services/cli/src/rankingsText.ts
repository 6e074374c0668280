/** @file Rankings as people read them: a table of average ranks per view, then the agreements, strongest first. */
import type { Format } from './formats.ts';
import type { Output } from './output.ts';
import type { Rankings, ViewRanking } from './rankings.ts';
import { rowsAnswer } from './rowsAnswer.ts';

const RANKS = ['view', 'encoder', 'average rank', 'datasets'] as const;
const AGREEMENTS = ['of', 'first', 'second', 'tau', 'pairs', 'encoders'] as const;
const round = (value: number) => Number(value.toFixed(3));

export function rankingsText({ views, agreements }: Rankings, format: Format, output: Output): string {
  if (views.length === 0) return 'There is no result to rank yet.';
  const ranks = views.flatMap(({ view, encoders, datasets }) =>
    encoders.map(({ encoder, averageRank }) => [view, encoder, round(averageRank), datasets.length]),
  );
  const pairs = agreements.map(({ what, first, second, tau, pairs: count, encoders }) => [
    ...[what, first, second, round(tau), count, encoders],
  ]);
  const tables = [
    rowsAnswer({ columns: RANKS, rows: ranks }, format, output),
    ...(pairs.length > 0 ? [rowsAnswer({ columns: AGREEMENTS, rows: pairs }, format, output)] : []),
  ];
  return format === 'text' ? [...tables, ...views.map(sentence)].join('\n\n') : tables.join('\n\n');
}

function sentence({ view, encoders, p, criticalDifference, ties, leftOut, datasets }: ViewRanking): string {
  const said =
    p === null || criticalDifference === null
      ? [`${view}: no test with ${datasets.length} datasets and ${encoders.length} encoders.`]
      : [
          `${view}: encoders ${p < 0.05 ? 'differ' : 'are not told apart'} (Friedman, p = ${p.toPrecision(2)}); average ranks within ${criticalDifference.toFixed(2)} of each other are ties.`,
          ...ties.map((run) => `Tied: ${run.join(', ')}.`),
        ];
  if (leftOut.length > 0) said.push(`Left out, without a number on every dataset: ${leftOut.join(', ')}.`);
  return said.join(' ');
}
