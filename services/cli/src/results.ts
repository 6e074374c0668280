/** @file What a sweep has come to: rows of the leaderboard, what is missing, and both in words. */
import type { LeaderboardRow, ReadStore, SweepSummary } from '@regatta/store';
import { formatCount, leaderboardText, verdict } from '@regatta/report';
import type { CommandContext } from './commandContext.ts';

export interface SweepResults {
  readonly sweep: SweepSummary;
  readonly rows: readonly LeaderboardRow[];
}

export async function sweepResults(store: Pick<ReadStore, 'leaderboard'>, sweep: SweepSummary): Promise<SweepResults> {
  return { sweep, rows: await store.leaderboard(sweep.name) };
}

/** Tables, the verdict, and a sentence about what is still missing. */
export async function resultsText(
  { output, environment }: Pick<CommandContext, 'output' | 'environment'>,
  { sweep, rows }: SweepResults,
  options: { readonly metric?: string } = {},
): Promise<string> {
  const { terminalTraits } = await import('@regatta/monitor');
  const { isColor, isUnicode } = terminalTraits(environment, output.stdout.isTTY);
  const table = leaderboardText(rows, { width: output.width, color: isColor, unicode: isUnicode, ...options });
  const missing = missingSentence(sweep);
  return [table, verdict(rows, options), ...(missing === null ? [] : [missing])].join('\n\n');
}

/** Null when every cell has a result. */
export function missingSentence({ name, state, cells }: SweepSummary): string | null {
  const { pending, done, failed, cancelled } = cells;
  const lost = failed + cancelled;
  const total = pending + done + lost;
  if (done === total) return null;
  const parts = [
    ...(pending > 0 ? [`${formatCount(pending)} pending (the sweep is ${state})`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
  ];
  return `${formatCount(total - done)} of ${formatCount(total)} cells have no result: ${parts.join(', ')}. \`regatta holes ${name}\` says why.`;
}
