/** @file YAML text as fields that know where they stand, so that every mistake can be named by line and column. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { didYouMean, nearestNames } from '@regatta/jobs';
import { byPosition, type Fault, type Position } from './fault.ts';

const START: Position = { line: 1, column: 1 };
/** Found values are quoted up to this length. */
const QUOTED_MAX = 60;

export interface YamlFile {
  /** The whole document; null when its syntax is broken, which `faults` says. */
  readonly root: Field | null;
  /** Everything found so far; readers of fields add to it. */
  readonly faults: Fault[];
}

/** Parses one YAML 1.2 document. A key that stands twice is a fault among others; broken syntax ends the reading. */
export function parseYaml(text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  const faults: Fault[] = [];
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const word = JSON.stringify(/^[^\s:]*/.exec(text.slice(pos[0]))![0]);
    faults.push({ ...at(pos[0]), path: '', ...syntaxFault(code, message, word) });
  }
  const isReadable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY') && document.warnings.length === 0;
  faults.sort(byPosition);
  const root = isReadable ? new Field({ document, at, faults }, document.contents, '', START) : null;
  return { root, faults: isReadable ? faults : faults.slice(0, 1) };
}

interface Source {
  readonly document: Document;
  readonly at: (offset: number) => Position;
  readonly faults: Fault[];
}

/**
 * One value with its place. Readers return the value, or undefined after recording what is wrong with it: so one pass
 * over a file finds every mistake.
 */
export class Field {
  readonly path: string;
  readonly position: Position;
  readonly #source: Source;
  readonly #node: Node | null;

  constructor(source: Source, node: unknown, path: string, fallback: Position) {
    this.#source = source;
    const value = node as Node | null;
    this.#node = isAlias(value) ? (value.resolve(source.document) ?? null) : value;
    this.path = path;
    // An alias stands where it is written, not where its anchor is.
    this.position = value?.range ? source.at(value.range[0]) : fallback;
  }

  get kind(): 'mapping' | 'list' | 'text' | 'number' | 'boolean' | 'nothing' {
    if (isMap(this.#node)) return 'mapping';
    if (isSeq(this.#node)) return 'list';
    const value = this.scalar;
    if (value === null || value === undefined) return 'nothing';
    return typeof value === 'number' || typeof value === 'bigint'
      ? 'number'
      : typeof value === 'boolean'
        ? 'boolean'
        : 'text';
  }

  /** The value of a scalar as YAML understood it; undefined for mappings and lists. */
  get scalar(): unknown {
    return isScalar(this.#node) ? this.#node.value : this.#node === null ? null : undefined;
  }

  /** Records a fault at this place. @returns undefined, so that a reader can end with it */
  fault(expected: string, { found, hint }: { found?: string; hint?: string } = {}): undefined {
    const { line, column } = this.position;
    this.#source.faults.push({
      line,
      column,
      path: this.path,
      expected,
      found: found ?? this.describe(),
      hint: hint ?? null,
    });
  }

  /** The value in words: `"10x" (text)`, `0 (a number)`, `a list`. */
  describe(): string {
    const { kind } = this;
    switch (kind) {
      case 'mapping':
      case 'list':
        return `a ${kind}`;
      case 'nothing':
        return kind;
      case 'text':
        return `${quote(String(this.scalar))} (text)`;
      default:
        // As it was written: 1e400 is read as Infinity, and nobody wrote that.
        return `${(isScalar(this.#node) && this.#node.source) || String(this.scalar)} (a ${kind})`;
    }
  }

  /**
   * The fields of a mapping. Unknown keys are faults, with the nearest known ones.
   * @param what the mapping in words, for example `a mapping with the keys k, metric`
   */
  entries(known: readonly string[], what: string): ReadonlyMap<string, Field> | undefined {
    if (!isMap(this.#node)) return this.fault(what);
    const fields = new Map<string, Field>();
    for (const { key, value } of this.#node.items) {
      const keyField = new Field(this.#source, key, this.path, this.position);
      const name = String(keyField.scalar);
      const path = this.path === '' ? name : `${this.path}.${name}`;
      if (known.includes(name)) fields.set(name, new Field(this.#source, value, path, keyField.position));
      else
        keyField.fault(known.length === 1 ? `the key ${known[0]}` : `one of the keys ${known.join(', ')}`, {
          found: `the key ${quote(name)}`,
          ...(nearestNames(name, known).length > 0 ? { hint: didYouMean(name, known) } : {}),
        });
    }
    return fields;
  }

  /** The items of a list that is not empty. @param what its items in words, for example `encoders` */
  items(what: string): Field[] | undefined {
    if (!isSeq(this.#node)) return this.fault(`a list of ${what}`);
    if (this.#node.items.length === 0)
      return this.fault(`a list of ${what} that is not empty`, { found: 'an empty list' });
    return this.#node.items.map((item, i) => new Field(this.#source, item, `${this.path}[${i}]`, this.position));
  }

  /** The keys of a mapping, for a place where a key names a variant; undefined for anything else. */
  keys(): string[] | undefined {
    return isMap(this.#node) ? this.#node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : undefined;
  }

  text(expected: string): string | undefined {
    if (this.kind === 'text') return String(this.scalar);
    const isQuotable = this.kind === 'number' || this.kind === 'boolean';
    return this.fault(expected, isQuotable ? { hint: 'Write it in quotes if it is meant as text.' } : {});
  }

  /** `true` or `false`. */
  flag(): boolean | undefined {
    const value = this.scalar;
    return typeof value === 'boolean' ? value : this.fault('true or false');
  }

  /** One of some words. `later` are words of the design that this version does not serve yet. */
  word<W extends string>(words: readonly W[], later: readonly string[] = []): W | undefined {
    const value = this.scalar;
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    const expected = words.length === 1 ? words[0]! : `one of ${words.join(', ')}`;
    if (typeof value !== 'string') return this.fault(expected);
    if (later.includes(value)) return this.fault(expected, { hint: `This version does not have ${value} yet.` });
    const isNear = words.length > 3 && nearestNames(value, words).length > 0;
    return this.fault(expected, isNear ? { hint: didYouMean(value, words) } : {});
  }

  integer(min: number, max: number, what = 'an integer'): number | undefined {
    const value = this.scalar;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.fault(`${what} from ${min} to ${max}`);
  }

  positive(what = 'a number'): number | undefined {
    const value = this.scalar;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    return this.fault(`${what} above 0`);
  }
}

function syntaxFault(code: string, message: string, word: string): Pick<Fault, 'expected' | 'found' | 'hint'> {
  if (code === 'DUPLICATE_KEY') return { expected: 'each key once', found: `${word} twice`, hint: null };
  const hint = 'What follows was not looked at.';
  if (code === 'MULTIPLE_DOCS') return { expected: 'one document', found: 'the beginning of a second one', hint };
  const rule = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
  return { expected: 'well-formed YAML', found: `a break of its rules (${rule})`, hint };
}

function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text);
}
