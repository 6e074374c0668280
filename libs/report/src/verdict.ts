/** @file The answer in words: which encoder with which method, what else is as good, and what pretraining is worth. */
import { difference, isWithinNoise } from './difference.ts';
import {
  decimalsOf,
  fixed,
  formatBudget,
  formatScore,
  formatValue,
  inUnits,
  isShare,
  unitOf,
  type Interval,
} from './formatScore.ts';
import { leaderboards, type Leaderboard, type LeaderboardEntry } from './leaderboard.ts';
import type { ReportRow } from './rows.ts';
import { stripControls } from './text.ts';

export interface VerdictPart {
  readonly dataset: string;
  readonly budget: string;
  readonly text: string;
}

/** How many ties are named before the rest is counted. */
const TIES_NAMED_MAX = 3;

/** One paragraph per dataset and budget, separated by blank lines. */
export function verdict(rows: readonly ReportRow[], { metric }: { readonly metric?: string } = {}): string {
  const parts = verdictParts(rows, metric);
  return parts.length > 0 ? parts.map(({ text }) => text).join('\n\n') : 'There is no result to judge yet.';
}

export function verdictParts(rows: readonly ReportRow[], metric?: string): VerdictPart[] {
  const boards = leaderboards(rows, metric);
  const isMixed = new Set(boards.map(({ protocol }) => protocol)).size > 1;
  return boards.map((board) => {
    const { dataset, budget, protocol } = board;
    const place = `${dataset}, ${formatBudget(budget)}${isMixed ? `, ${protocol}` : ''}`;
    return { dataset, budget, text: stripControls(sentences(board, place).join(' ')) };
  });
}

/** @param place dataset and budget in words, and the protocol where there are several */
function sentences(board: Leaderboard, place: string): string[] {
  const { metric, primary } = board;
  const ranked = byValue(board, primary);
  const best = ranked[0]!;
  // Nobody is significantly better than those of rank 1.
  const ties = ranked.slice(1).filter(({ score }) => score.rank === 1);
  const where = primary === 'id' ? ' in distribution' : primary === 'test' ? '' : ` on ${primary}`;
  const said = [`${place}: ${label(best.entry)} is best${where}, ${metric} ${percent(best.score, metric)}.`];
  if (ties.length > 0) said.push(`Within noise of it: ${listTies(ties, metric)}.`);
  else if (ranked.length > 1) said.push(`Nothing else is within noise of it.`);
  said.push(againstControls(ranked, metric));
  const [bestOod] = primary === 'id' && board.subsets.includes('ood') ? byValue(board, 'ood') : [];
  if (bestOod) {
    const { gap } = bestOod.entry;
    const who = bestOod.entry === best.entry ? 'it is best too' : `${label(bestOod.entry)} is best`;
    const fall =
      gap && `, ${points(absolute(gap), metric)} ${gap.value < 0 ? 'above' : 'below'} its score in distribution`;
    said.push(`Out of distribution ${who}, ${percent(bestOod.score, metric)}${fall ?? ''}.`);
  }
  return said;
}

interface Ranked {
  readonly entry: LeaderboardEntry;
  readonly score: ReportRow;
}

function byValue(board: Leaderboard, subset: string): Ranked[] {
  return board.entries
    .flatMap((entry) => {
      const score = entry.scores.get(subset);
      return score ? [{ entry, score }] : [];
    })
    .sort((a, b) => b.score.value - a.score.value);
}

function againstControls(ranked: readonly Ranked[], metric: string): string {
  const pretrained = ranked.find(({ entry }) => entry.role === 'pretrained');
  const control = ranked.find(({ entry }) => entry.role === 'control');
  if (!pretrained) return 'Only controls took part, no pretrained encoder.';
  if (!control) return 'No control took part, so what pretraining is worth stays open.';
  const gain = difference(pretrained.score, control.score);
  const pair = `The best pretrained encoder (${pretrained.entry.encoder}) and the best control (${control.entry.encoder}, ${percent(control.score, metric)})`;
  if (isWithinNoise(pretrained.score, control.score))
    return `${pair} are within noise of each other: ${points(gain, metric)} between them.`;
  const verb = gain.value > 0 ? 'beats' : 'loses to';
  return `The best pretrained encoder (${pretrained.entry.encoder}) ${verb} the best control (${control.entry.encoder}, ${percent(control.score, metric)}) by ${points(absolute(gain), metric)}.`;
}

function absolute(gain: Interval): Interval {
  return gain.value >= 0 ? gain : { value: -gain.value, low: -gain.high, high: -gain.low };
}

function listTies(ties: readonly Ranked[], metric: string): string {
  const named = ties
    .slice(0, TIES_NAMED_MAX)
    .map(({ entry, score }) => `${label(entry)} (${formatValue(score, metric)})`);
  const rest = ties.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function label({ encoder, role, method, variant }: LeaderboardEntry): string {
  return `${encoder}${role === 'control' ? ' (a control)' : ''} with ${method} ${variant}`.trim();
}

function percent(score: Interval, metric: string): string {
  const unit = unitOf(metric);
  return formatScore(score, metric).replace(' [', `${unit && ` ${unit}`} [`);
}

/** A difference of shares is counted in percentage points. */
function points(gap: Interval, metric: string): string {
  const shown = inUnits(gap, metric);
  const decimals = decimalsOf(shown);
  return `${fixed(shown.value, decimals)}${isShare(metric) ? ' points' : ''} [${fixed(shown.low, decimals)}, ${fixed(shown.high, decimals)}]`;
}
