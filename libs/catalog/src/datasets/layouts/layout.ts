/**
 * @file What a layout is: a rule that says, for the files of a source, which of them are images, what each shows and to
 * which side it belongs. One file per layout implements `LayoutAdapter`; `recognise.ts` chooses among them.
 */
import type { DatasetAbout, OfficialSplit } from '@regatta/datasets';
import type { RejectedFile } from '../imported.ts';
import type { FileSource } from '../source/fileSource.ts';

/** A file of the dataset. */
export interface PlacedFile {
  readonly path: string;
  /** In Unicode's composed form: two file systems may spell one name in two ways. */
  readonly className: string;
  readonly split: OfficialSplit;
  /** Camera, region, style; null where the dataset has none. */
  readonly domain: string | null;
  /** Patient, burst of photos: never on two sides of a split. */
  readonly group: string | null;
}

/** A class with the name that people call it by. */
export interface ClassTitle {
  readonly name: string;
  readonly title: string;
}

export interface Layout {
  readonly files: readonly PlacedFile[];
  /** In the dataset's own order; null for the order of their names. */
  readonly classes: readonly ClassTitle[] | null;
  /** In their order; empty where there are none. */
  readonly domains: readonly string[];
  /** The one domain that is trained on. */
  readonly inDistribution: string | null;
  readonly license: string | null;
  readonly homepage: string | null;
  readonly about: Omit<DatasetAbout, 'classNames'>;
  /** Files that the dataset's own protocol leaves out, which are in `rejected` neither. */
  readonly setAside: readonly string[];
  readonly rejected: readonly RejectedFile[];
  /** Sentences for the person who imports; the first says how the files were read and why. */
  readonly notes: readonly string[];
  /** Where the placed files are read from, when it is not the source they were found in. */
  readonly source?: FileSource;
}

/** A decision that a layout takes by a default, which a person may take otherwise. */
export interface LayoutChoice {
  /** What is decided, for help and messages. */
  readonly meaning: string;
  /** Allowed values, the default first; null for any text. */
  readonly values: readonly string[] | null;
}

/** Choice -> value: what was given, over the defaults. */
export type Choices = Readonly<Record<string, string>>;

export interface Recognition {
  /** The folder inside the source that the layout begins at, with a `/` at its end; '' for the source itself. */
  readonly base: string;
  /** The rest of "Read as X: ...". */
  readonly why: string;
}

/** What `place` works with beside the files. */
export interface Placing extends Recognition {
  readonly choices: Choices;
  /** A folder that is the import's own and goes with it; made by whoever needs it. */
  readonly scratch: string;
}

export interface LayoutAdapter {
  /** As in `--layout NAME`, and the `kind` of a manifest. */
  readonly name: string;
  /** The rest of "Read as ...". */
  readonly title: string;
  /** What the files must look like, for messages. */
  readonly expected: string;
  readonly choices: Readonly<Record<string, LayoutChoice>>;
  /** Whether files look like it. Says yes, too, where a label file is missing, so that `place` can name it. */
  recognise(source: FileSource): Promise<Recognition | null>;
  /** @throws {CatalogError} a label file is missing or broken, or labels and images have nothing in common. */
  place(source: FileSource, placing: Placing): Promise<Layout>;
}

/** What most layouts have not. */
export const PLAIN = {
  classes: null,
  domains: [],
  inDistribution: null,
  license: null,
  homepage: null,
  about: {},
  setAside: [],
  rejected: [],
} satisfies Omit<Layout, 'files' | 'notes'>;
