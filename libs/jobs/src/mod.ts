export { canonicalJson, contentHash } from './canonicalJson.ts';
export {
  ContractError,
  FAILURE_KINDS,
  InterruptedError,
  RetryableError,
  TerminalError,
  failureKind,
  type FailureKind,
} from './errors.ts';
export {
  DEFAULT_ALPHA_GRID,
  DEFAULT_ITERATIONS_MAX,
  FEATURE_SCALINGS,
  LATER_METHODS,
  LINEAR_PROBE_DEFAULTS,
  TIP_ADAPTER_DEFAULTS,
  TIP_ADAPTER_GRID,
  Method,
  choosesByValidation,
  isStochastic,
  methodVariant,
  usesLabels,
  type KnnMethod,
  type LinearProbeMethod,
  type LogisticRegressionMethod,
  type MethodKind,
  type NearestClassMeanMethod,
  type RidgeMethod,
  type TipAdapterMethod,
  type ZeroShotMethod,
} from './method.ts';
export {
  Budget,
  Cell,
  DatasetRef,
  EncoderRef,
  Name,
  PROTOCOLS,
  Protocol,
  Sha256,
  SplitRequest,
  cellId,
} from './cell.ts';
export {
  CellDone,
  CellFailed,
  CellOutcome,
  ClassCounts,
  DOUBTS,
  Doubt,
  Metric,
  Provenance,
  SplitCounts,
} from './result.ts';
export {
  ComparePayload,
  CompareResult,
  Contestant,
  EmbedPayload,
  EmbedResult,
  EvaluatePayload,
  EvaluateResult,
  JOB_CATALOG,
  JOB_KINDS,
  JobKindSchema,
  LANES,
  LaneSchema,
  PROVIDERS,
  UnreadableImage,
  jobId,
  parsePayload,
  parseResult,
  type JobCatalog,
  type JobKind,
  type JobPayload,
  type JobResult,
  type Lane,
} from './catalog.ts';
export {
  EXECUTOR_PROTOCOL_VERSION,
  ExecutableJob,
  Failure,
  FromExecutor,
  Progress,
  ToExecutor,
  decodeLine,
  encodeLine,
} from './executorProtocol.ts';
export { RegattaEvent, WakeUp, type RegattaEventType } from './event.ts';
export { didYouMean, nearestNames } from './nearestNames.ts';
export {
  expandSweep,
  type CellListing,
  type Exclusion,
  type PlannedCell,
  type SplittableDataset,
  type Sweep,
  type SweepMethod,
} from './expand.ts';
export { matchesGlob } from './glob.ts';
export { persist, type PersistOptions } from './persist.ts';
export { planJobs, type PlanOptions, type PlannedJob, type ShardedDataset } from './plan.ts';
export { systemTime, type Time } from './time.ts';
export { C_GRIDS, C_GRID_NAMES, cGridName, type CGridName } from './cGrids.ts';
