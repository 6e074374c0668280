/** @file What an import says while it runs and when it is done. */
import type { DatasetSummary } from '@regatta/datasets';

/** A file that is not in the dataset, and why. */
export interface RejectedFile {
  /** Relative to the imported folder, with `/`; a folder that was not entered ends with one. */
  readonly path: string;
  readonly reason: string;
}

export interface ImportProgress {
  /**
   * `list` the folders, `read` and check every file, `draw` pictures from vectors, `store` shards, `verify` what is
   * stored, `copy` shards from another store.
   */
  readonly step: 'list' | 'read' | 'draw' | 'store' | 'verify' | 'copy';
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
}

export type OnImportProgress = (progress: ImportProgress) => void;

export interface ImportedDataset {
  readonly name: string;
  readonly hash: string;
  readonly summary: DatasetSummary;
  /** False when the object store already held exactly this dataset. */
  readonly isNew: boolean;
  /** Sentences for the person who imports: how the folder was read, and what looks odd in it. */
  readonly notes: readonly string[];
  readonly rejected: readonly RejectedFile[];
}

export interface ImportOptions {
  readonly onProgress?: OnImportProgress | undefined;
  /** Its firing ends the import; nothing of it becomes visible. */
  readonly signal?: AbortSignal | undefined;
}
