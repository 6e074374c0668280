/** @file Reads an encoder's manifest, and says of every mistake in it where it stands and what was expected. */
import { readFile } from 'node:fs/promises';
import { EncoderManifest } from '@regatta/encoders';
import { nearestNames } from '@regatta/jobs';
import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { CatalogError, errorCode, messageOf } from '../errors.ts';

/** @throws {CatalogError} no such file, or one with mistakes: all of them, by line and column. */
export async function readManifestFile(path: string): Promise<EncoderManifest> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const why = errorCode(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new CatalogError(`Cannot read the encoder's manifest ${path}: ${why}.`, { cause });
  });
  return parseManifest(text, path);
}

/** @param path names the file in messages @throws {CatalogError} with every mistake */
export function parseManifest(text: string, path: string): EncoderManifest {
  return parseYaml(text, { path, schema: EncoderManifest, keys: Object.keys(EncoderManifest.shape) });
}

export interface YamlFile<T> {
  /** Names it in messages. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** What may stand at its top. */
  readonly keys: readonly string[];
}

/** A YAML file as its schema says. @throws {CatalogError} with every mistake, by line and column */
export function parseYaml<T>(text: string, { path, schema, keys }: YamlFile<T>): T {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  const placed = (offset: number, what: string) => {
    const { line, col } = counter.linePos(offset);
    return { offset, line: `  ${path}:${line}:${col}  ${what}` };
  };
  if (document.errors.length > 0) {
    refuse(
      path,
      document.errors.map(({ pos, message }) => placed(pos[0], message)),
    );
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  return refuse(
    path,
    parsed.error.issues.flatMap((issue) =>
      faultsOf(issue, document, keys).map(({ offset, what }) => placed(offset, what)),
    ),
  );
}

function refuse(path: string, faults: { offset: number; line: string }[]): never {
  const count = faults.length === 1 ? '1 mistake' : `${faults.length} mistakes`;
  const lines = faults.sort((a, b) => a.offset - b.offset).map(({ line }) => line);
  throw new CatalogError(`The encoder's manifest ${path} has ${count}:\n${lines.join('\n')}`);
}

function faultsOf(
  issue: z.core.$ZodIssue,
  document: Document,
  keys: readonly string[],
): { offset: number; what: string }[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    return issue.keys.map((key) => {
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined;
      const offset = isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const near = nearestNames(key, path.length === 0 ? keys : []);
      const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
      return { offset, what: `${[...path, key].join('.')}: there is no such key.${hint}` };
    });
  }
  const found = document.getIn(path);
  const message = issue.message.replace(/^Invalid (?:input|option|string): /, '').replace(/, received .*$/, '');
  const what = `${name === '' ? 'the manifest' : name}: ${message}, found ${describe(found)}.`;
  return [{ offset: offsetOf(document, path), what }];
}

/** Where a value stands; a missing one stands where its parent begins. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (isNode(value)) return isMap(value) ? 'a mapping' : 'a list';
  return JSON.stringify(value);
}
