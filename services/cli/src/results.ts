/** @file What a sweep has come to: rows of the leaderboard, what is missing, and both in words. */
import type { DoubtRow, EmbeddingRow, LeaderboardRow, ReadStore, SweepSummary } from '@regatta/store';
import { formatCount, leaderboardText, verdict } from '@regatta/report';
import type { CommandContext } from './commandContext.ts';

export interface SweepResults {
  readonly sweep: SweepSummary;
  readonly rows: readonly LeaderboardRow[];
  /** Images that workers could not read; they are in no number. */
  readonly unreadable: readonly { readonly dataset: string; readonly path: string; readonly reason: string }[];
  readonly doubts: readonly DoubtRow[];
  readonly embeddings: readonly EmbeddingRow[];
}

export async function sweepResults(
  store: Pick<ReadStore, 'leaderboard' | 'unreadableImages' | 'doubts' | 'embeddings'>,
  sweep: SweepSummary,
): Promise<SweepResults> {
  const { name } = sweep;
  const [rows, unreadable, doubts, embeddings] = await Promise.all([
    store.leaderboard(name),
    store.unreadableImages(name),
    store.doubts(name),
    store.embeddings(name),
  ]);
  return { sweep, rows, unreadable, doubts, embeddings };
}

/** Tables, the verdict, and a sentence about what is still missing. */
export async function resultsText(
  { output, environment }: Pick<CommandContext, 'output' | 'environment'>,
  { sweep, rows, unreadable, doubts }: SweepResults,
  options: { readonly metric?: string } = {},
): Promise<string> {
  const { terminalTraits } = await import('@regatta/monitor');
  const { isColor, isUnicode } = terminalTraits(environment, output.stdout.isTTY);
  const table = leaderboardText(rows, { width: output.width, color: isColor, unicode: isUnicode, ...options });
  const { name } = sweep;
  const remarks = [missingSentence(sweep), unreadableSentence(name, unreadable), doubtSentence(name, doubts)];
  return [table, verdict(rows, options), ...remarks.filter((remark) => remark !== null)].join('\n\n');
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

function unreadableSentence(sweep: string, unreadable: SweepResults['unreadable']): string | null {
  const [first] = unreadable;
  if (first === undefined) return null;
  const count = unreadable.length === 1 ? '1 image was' : `${formatCount(unreadable.length)} images were`;
  return `${count} left out, since nobody could read ${unreadable.length === 1 ? 'it' : 'them'}: ${first.dataset}/${first.path} (${first.reason})${unreadable.length > 1 ? ', …' : ''}. \`regatta report ${sweep}\` lists all.`;
}

/** Which kinds of doubt there are, the commonest first, and one of them in full. */
function doubtSentence(sweep: string, doubts: SweepResults['doubts']): string | null {
  const [first] = doubts;
  if (first === undefined) return null;
  const kinds = [...Map.groupBy(doubts, ({ kind }) => kind)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, own]) => `${kind} (${formatCount(own.length)})`);
  const { encoder, method, variant, budget, evidence } = first;
  return `Doubtful: ${kinds.join(', ')}. For example ${encoder} with ${`${method} ${variant}`.trim()} at ${budget}: ${evidence.replace(/\.?$/, '.')} \`regatta doubts ${sweep}\` lists all.`;
}
