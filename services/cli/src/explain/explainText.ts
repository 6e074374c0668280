/** @file The story of a cell in words. */
import { factLines } from '../factLines.ts';
import { textTable } from '../textTable.ts';
import type { PartChange } from './partChanges.ts';
import type { CellStory } from './readCell.ts';

export function explainText(story: CellStory, changes: readonly PartChange[], width: number): string {
  const { cell, state, reason, parts, listings } = story;
  return [
    `Cell ${cell} is ${state}${reason === null ? '' : `: ${reason}`}.`,
    [
      'Its id is a hash of:',
      ...factLines([
        ['encoder', `${parts.encoder}  ${short(parts.encoderHash)}`],
        ['  weights', short(parts.weights)],
        ['  tap', parts.tap],
        ['  preprocessing', parts.preprocessing],
        ['  precision', parts.precision],
        ['dataset', `${parts.dataset}  ${short(parts.datasetHash)}`],
        ['split', `${short(parts.split)}  ${JSON.stringify(parts.request)}`],
        ['method', JSON.stringify(parts.method)],
        ['seed', String(parts.seed ?? 'none: nothing is drawn by chance')],
      ]),
    ].join('\n'),
    listings.length === 0
      ? 'No sweep lists it any more.'
      : `Listed in ${listings.map(({ sweep, budget, draw }) => `${sweep} (budget ${budget}, draw ${draw})`).join(', ')}.`,
    attemptsText(story, width),
    resultText(story),
    olderText(story, changes),
  ].join('\n\n');
}

function attemptsText({ attempts }: CellStory, width: number): string {
  if (attempts.length === 0) return 'No attempt is on record: none was made yet, or it ended more than a month ago.';
  const rows = attempts.map(({ job, number, worker, startedAt, endedAt, outcome, reason, isAccepted }) => [
    ...[short(job), number, worker, moment(startedAt), endedAt === null ? 'runs' : moment(endedAt)],
    ...[`${outcome ?? ''}${isAccepted ? ', its result counts' : ''}`, reason ?? ''],
  ]);
  return textTable(['job', 'attempt', 'worker', 'from (UTC)', 'to', 'outcome', 'reason'], rows, { width });
}

function resultText({ result, doubts }: CellStory): string {
  if (result === null) return 'It has no result.';
  const { metrics, seconds, provider, at } = result;
  const versions = Object.entries(result.versions).map(([part, version]) => `${part} ${version}`);
  return [
    `Result of ${moment(at)}, in ${seconds.toFixed(2)} s on ${provider} with ${versions.join(', ')}:`,
    ...metrics.map(
      ({ name, subset, value, low, high, n }) =>
        `  ${name} on ${subset}  ${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}], n ${n}`,
    ),
    ...(doubts.length === 0
      ? ['It has seen no reason for doubt by itself.']
      : doubts.map(({ kind, evidence }) => `Doubt: ${kind}: ${evidence}`)),
  ].join('\n');
}

function olderText({ older }: CellStory, changes: readonly PartChange[]): string {
  if (older === null) return 'No older cell has the same names: it was not computed in another way before.';
  const told = ({ part, before, now }: PartChange) => `  ${part}: ${value(before)} before, ${value(now)} now`;
  return [
    `Cell ${short(older.cell)} of ${moment(older.createdAt)} has the same names; since then these changed:`,
    ...changes.map(told),
  ].join('\n');
}

/** Hashes are shortened to what people compare; `--json` has all of them. */
function short(hash: string): string {
  return hash.slice(0, 12);
}

function value(part: unknown): string {
  return typeof part === 'string' ? (/^[0-9a-f]{64}$/.test(part) ? short(part) : part) : JSON.stringify(part);
}

function moment(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
