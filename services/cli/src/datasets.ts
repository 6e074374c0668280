/** @file Datasets for people: what an import brought. */
import { EMOJI_DRIFT, type Catalog, type ImportedDataset } from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import type { CommandContext } from './commandContext.ts';
import { UsageError } from './exit.ts';
import { runImport } from './sweep/importDataset.ts';

const REJECTED_SHOWN_MAX = 20;

export interface AddWish {
  readonly source: string;
  readonly name?: string;
  readonly layout?: string;
  readonly reference?: boolean;
  /** As `choice=value`. */
  readonly choose?: readonly string[];
}

/** Imports a folder or bucket, or the demo data by its name. @throws {UsageError} a choice has no value */
export async function addDataset(
  { output, signal }: CommandContext,
  catalog: Catalog,
  { choose = [], ...wish }: AddWish,
): Promise<{ name: string; text: () => string; json: () => unknown }> {
  const choices = Object.fromEntries(choose.map(choiceOf));
  const wanted = wish.source === EMOJI_DRIFT ? { name: EMOJI_DRIFT } : { ...wish, choices };
  const added = await runImport(wanted, { catalog, onProgress: (line) => output.progress(line), signal });
  return { name: added.name, text: () => importText(added), json: () => ({ type: 'dataset', ...added }) };
}

function choiceOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new UsageError(`Expected a choice like partition=3, got "${text}".`);
}

function importText({ name, summary, isNew, notes, rejected }: ImportedDataset): string {
  const { images, classes, domains, shards } = summary;
  const parts = [`${formatCount(images)} images`, `${classes.length} classes`];
  if (domains.length > 0) parts.push(`${domains.length} domains`);
  const head = `${name}: ${parts.join(', ')} in ${shardCount(shards)}${isNew ? '' : ', imported before'}.`;
  return [head, ...notes, ...rejectedLines(rejected)].join('\n');
}

function rejectedLines(rejected: ImportedDataset['rejected']): string[] {
  if (rejected.length === 0) return [];
  const shown = rejected.slice(0, REJECTED_SHOWN_MAX).map(({ path, reason }) => `  ${path}: ${reason}`);
  const rest = rejected.length - shown.length;
  return [
    `${formatCount(rejected.length)} files are left out:`,
    ...shown,
    ...(rest > 0 ? [`  and ${formatCount(rest)} more; --json lists all.`] : []),
  ];
}

function shardCount(shards: number): string {
  return shards === 1 ? '1 shard' : `${formatCount(shards)} shards`;
}
