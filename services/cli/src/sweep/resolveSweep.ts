/**
 * @file From what a sweep file says to what can be planned: names are looked up, folders imported, encoders read.
 * Everything that can be wrong is looked at before the first import, and all of it is reported together.
 */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EMOJI_DRIFT, type Catalog, type CatalogDataset, type CatalogEncoder } from '@regatta/catalog';
import { DatasetError } from '@regatta/datasets';
import { didYouMean, expandSweep, type PlannedCell, type Protocol, type Sweep, type SweepMethod } from '@regatta/jobs';
import { EXIT, endingOf } from '../exit.ts';
import { FaultyFileError } from '../yaml/fault.ts';
import { refuseLargeK } from './refuseLargeK.ts';
import { importDataset } from './importDataset.ts';
import { readSweepFile, type SweepReading } from './readSweepFile.ts';
import { needsWords, type Mention, type SweepFile } from './sweepFile.ts';
import { sweepWarnings } from './sweepWarnings.ts';
import { wordMethods } from './wordMethods.ts';

export interface SweepSource {
  /** Path of the file, as it is named in messages; paths inside it are relative to its folder. */
  readonly file: string;
  readonly text: string;
}

export interface ResolvedSweep {
  readonly source: SweepSource;
  readonly sweep: Sweep;
  readonly cells: readonly PlannedCell[];
  readonly encoders: readonly CatalogEncoder[];
  readonly datasets: readonly CatalogDataset[];
  /** Sentences for whoever launches it: what is odd and not wrong. */
  readonly warnings: readonly string[];
}

export interface ResolveOptions {
  readonly catalog: Catalog;
  readonly onProgress: (line: string) => void;
  readonly onNote: (line: string) => void;
  /** Called when the file is free of mistakes, as far as that shows without its images, before any import. */
  readonly onReadable?: () => void;
  readonly signal: AbortSignal;
}

/** @throws {FaultyFileError} with every mistake */
export async function resolveSweep(source: SweepSource, options: ResolveOptions): Promise<ResolvedSweep> {
  const { catalog } = options;
  const [encoders, datasets] = await Promise.all([catalog.encoders(), catalog.datasets()]);
  const reading = readSweepFile(source.text, {
    encoders: encoders.map(({ name }) => name),
    datasets: [...new Set([EMOJI_DRIFT, ...datasets.map(({ name }) => name)])],
  });
  if (reading.sweep === null) throw faulty(source, reading);
  return new Resolver(source, reading, reading.sweep, options).resolve();
}

function faulty({ file }: SweepSource, { faults }: SweepReading): FaultyFileError {
  return new FaultyFileError({ file, kind: 'sweep file', faults });
}

class Resolver {
  readonly #source: SweepSource;
  readonly #reading: SweepReading;
  readonly #file: SweepFile;
  readonly #options: ResolveOptions;

  constructor(source: SweepSource, reading: SweepReading, file: SweepFile, options: ResolveOptions) {
    this.#source = source;
    this.#reading = reading;
    this.#file = file;
    this.#options = options;
  }

  async resolve(): Promise<ResolvedSweep> {
    const encoders = await this.#each(this.#file.encoders, 'an encoder that can be used', (mention) =>
      this.#encoder(mention),
    );
    for (const mention of this.#file.datasets) await this.#checkFolder(mention);
    this.#stopIfFaulty();
    this.#options.onReadable?.();
    const datasets = await this.#each(this.#file.datasets, 'a dataset that can be used', (mention) =>
      importDataset(mention.isPath ? { source: this.#path(mention) } : { name: mention.use }, this.#options),
    );
    this.#refuseTwins(this.#file.encoders, encoders, 'encoder');
    this.#refuseTwins(this.#file.datasets, datasets, 'dataset');
    const names = new Map(this.#file.datasets.map(({ use }, i) => [use, datasets[i]?.ref.name ?? use]));
    const scopes = this.#scopes(names);
    this.#stopIfFaulty();
    const { methods, notes } = this.#methods(scopes, encoders as CatalogEncoder[], datasets as CatalogDataset[]);
    this.#stopIfFaulty();

    const sweep = this.#sweep(encoders as CatalogEncoder[], datasets as CatalogDataset[], methods);
    const cells = expandSweep(sweep);
    this.#stopIfFaulty();
    refuseLargeK(this.#file, cells, datasets as CatalogDataset[]);
    this.#stopIfFaulty();
    return {
      source: this.#source,
      sweep,
      cells,
      encoders: encoders as CatalogEncoder[],
      datasets: datasets as CatalogDataset[],
      warnings: [...notes, ...sweepWarnings(this.#source.file, this.#file, sweep)],
    };
  }

  async #encoder({ use, isPath, field: _, ...rest }: SweepFile['encoders'][number]): Promise<CatalogEncoder> {
    const { catalog } = this.#options;
    const name = isPath ? (await catalog.addEncoder(this.#path({ use }))).name : use;
    return catalog.encoder({ use: name, ...rest });
  }

  /** What the sweep file is to blame for becomes a fault at its place; anything else ends the reading. */
  async #each<M extends Mention, T>(
    mentions: readonly M[],
    expected: string,
    act: (mention: M) => Promise<T>,
  ): Promise<(T | null)[]> {
    const results: (T | null)[] = [];
    for (const mention of mentions) {
      try {
        results.push(await act(mention));
      } catch (error) {
        const { code, message } = endingOf(error);
        if (code !== EXIT.badInput) throw error;
        mention.field.fault(expected, { found: `this: ${message.replace(/\.$/, '')}` });
        results.push(null);
      }
    }
    return results;
  }

  async #checkFolder(mention: Mention): Promise<void> {
    if (!mention.isPath) return;
    const path = this.#path(mention);
    const info = await stat(path).catch(() => null);
    if (info?.isDirectory() !== true)
      mention.field.fault('a folder with images', { found: info ? `the file ${path}` : `nothing at ${path}` });
  }

  /** Two entries with one name could not be told apart in any table. */
  #refuseTwins(
    mentions: readonly Mention[],
    resolved: readonly ({ ref: { name: string } } | null)[],
    what: string,
  ): void {
    const seen = new Map<string, Mention>();
    for (const [i, mention] of mentions.entries()) {
      const name = resolved[i]?.ref.name;
      if (name === undefined) continue;
      const twin = seen.get(name);
      if (twin)
        mention.field.fault(`${what}s of different names`, {
          found: `${JSON.stringify(name)}, which ${twin.field.path} is too`,
        });
      seen.set(name, mention);
    }
  }

  /** The datasets of each entry of `methods`, by name; null: all. */
  #scopes(names: ReadonlyMap<string, string>): (readonly string[] | null)[] {
    const known = [...new Set([...names.keys(), ...names.values()])];
    return this.#file.methods.map(({ datasets }) => {
      const own = datasets?.map(({ use, field }) => {
        const name = names.get(use) ?? (known.includes(use) ? use : undefined);
        return name ?? field.fault('a dataset of this sweep', { hint: didYouMean(use, known) }) ?? '';
      });
      return own ?? null;
    });
  }

  #methods(
    scopes: readonly (readonly string[] | null)[],
    encoders: readonly CatalogEncoder[],
    datasets: readonly CatalogDataset[],
  ): { methods: SweepMethod[]; notes: string[] } {
    const notes = new Set<string>();
    const methods = this.#file.methods.flatMap((mention, i): SweepMethod[] => {
      const { variants, budgets, draws, exclude } = mention;
      const own = scopes[i]!;
      return variants.flatMap((variant) => {
        if (!needsWords(variant)) return [{ method: variant, datasets: own, budgets, draws, exclude }];
        const scope = datasets.filter(({ ref }) => own?.includes(ref.name) !== false);
        const found = wordMethods(variant, mention, { file: this.#file, encoders, datasets: scope });
        const names = found.without.join(', ');
        if (names !== '')
          notes.add(`${variant.kind} leaves out ${names}: without a text tower there is nothing to compare with.`);
        return found.methods;
      });
    });
    return { methods, notes: [...notes] };
  }

  #sweep(
    encoders: readonly CatalogEncoder[],
    datasets: readonly CatalogDataset[],
    methods: readonly SweepMethod[],
  ): Sweep {
    const { name, seed, protocols, budgets, draws, exclude } = this.#file;
    return {
      name,
      seed,
      encoders: encoders.map(({ ref }) => ref),
      datasets: datasets.map(({ ref, splitter }, i) => ({
        ...ref,
        // A dataset that cannot be split is the file's mistake, and named where the file names it.
        splitHash: (request) => {
          try {
            return splitter.splitHash(request);
          } catch (error) {
            if (!(error instanceof DatasetError)) throw error;
            const { field } = this.#file.datasets[i]!;
            const found = `this: ${error.message.replace(/\.$/, '')}`;
            const isKnown = this.#reading.faults.some((fault) => fault.path === field.path && fault.found === found);
            if (!isKnown) field.fault('a dataset that can be split', { found, ...hintOf(request.protocol, ref.name) });
            return '0'.repeat(64);
          }
        },
      })),
      protocols,
      budgets,
      draws,
      methods,
      exclude,
    };
  }

  #path({ use }: { use: string }): string {
    return resolve(dirname(this.#source.file), use);
  }

  #stopIfFaulty(): void {
    if (this.#reading.faults.length > 0) throw faulty(this.#source, this.#reading);
  }
}

/** A protocol that one dataset cannot serve may still be right for the others. */
function hintOf(protocol: Protocol, dataset: string): { hint?: string } {
  if (protocol === 'few-shot') return {};
  return { hint: `Or leave it out: \`exclude: [{ dataset: ${dataset}, protocol: ${protocol} }]\`.` };
}
