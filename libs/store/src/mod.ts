export { openStore } from './openStore.ts';
export { migrate } from './migrate.ts';
export type { DatabaseOptions } from './database.ts';
export {
  LostLeaseError,
  NotLeaderError,
  QueryError,
  SchemaVersionError,
  StoreAccessError,
  StoreUnavailableError,
  UnknownSweepError,
} from './errors.ts';
export type {
  CellState,
  Claim,
  CoordinatorStore,
  Fence,
  DoubtRow,
  EmbeddingRow,
  HoleRow,
  JobFailure,
  JobState,
  LeaderboardRow,
  Leadership,
  MatrixField,
  NewSweep,
  NoClaim,
  QueryResult,
  ReadStore,
  SavedSweep,
  Snapshot,
  Store,
  SweepState,
  SweepStore,
  SweepSummary,
  WorkerInfo,
  WorkerRow,
  WorkerStore,
} from './store.ts';
