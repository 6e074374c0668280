/**
 * @file The handler of `evaluate` jobs: many cells that share the features of one encoder on one dataset.
 *
 * Work is shared where cells allow it: nearest neighbours of all cells with one test set come from one pass, logistic
 * regressions of one split share their prepared rows. A cell that cannot have a result fails with its reason, alone; what
 * goes wrong with the store or the features fails the job. Each cell is said as soon as it is known.
 */
import { DatasetError } from '@regatta/datasets';
import { EncoderError } from '@regatta/encoders';
import type { CellOutcome, EvaluatePayload } from '@regatta/jobs';
import { InputError } from '@regatta/metrics';
import { SessionError } from '@regatta/runtime';
import { versions } from './device.ts';
import { predictHead, type HeadMethod } from './evaluateHeads.ts';
import { SplitRegressions } from './evaluateLogistic.ts';
import { knnFault, predictKnn, type KnnCell } from './evaluateKnn.ts';
import { scoreCell, type Scored } from './evaluateScore.ts';
import { predictTipAdapter } from './evaluateTipAdapter.ts';
import { predictZeroShot } from './evaluateZeroShot.ts';
import { FeatureFaults, readableSplit, type EvaluatedCell, type EvaluatedSplit } from './evaluateSplit.ts';
import type { Features } from './features.ts';
import { breathe } from './breathe.ts';
import type { JobContext, JobHandler } from './handler.ts';
import type { OpenDataset } from './objects.ts';
import { splitDoubts } from './splitDoubts.ts';
import { TestResamples } from './testResamples.ts';

interface SplitCell {
  readonly cell: EvaluatedCell;
  readonly split: EvaluatedSplit;
}

/** @returns counts of this attempt: cells that an earlier one has finished are in neither */
export const evaluate: JobHandler<'evaluate'> = async (payload, context) => {
  const startedAt = performance.now();
  const dataset = await context.objects.dataset(payload.dataset);
  const features = await context.features.read(payload.dataset, dataset.manifest, context.inputs);
  const evaluation = new Evaluation(payload, { context, dataset, features });
  const { done, failed } = await evaluation.run();
  return { done, failed, seconds: (performance.now() - startedAt) / 1000 };
};

class Evaluation {
  readonly #cells: readonly EvaluatedCell[];
  readonly #payload: EvaluatePayload;
  readonly #context: JobContext;
  readonly #dataset: OpenDataset;
  readonly #features: Features;
  readonly #faults: FeatureFaults;
  readonly #resamples: TestResamples;
  readonly #counts = { done: 0, failed: 0 };
  readonly #startedAt = performance.now();

  constructor(
    payload: EvaluatePayload,
    { context, dataset, features }: { context: JobContext; dataset: OpenDataset; features: Features },
  ) {
    this.#payload = payload;
    this.#cells = payload.cells.filter(({ id }) => !context.finishedCells.has(id));
    this.#context = context;
    this.#dataset = dataset;
    this.#features = features;
    this.#faults = new FeatureFaults(features, dataset.manifest);
    this.#resamples = new TestResamples(dataset.manifest);
  }

  async run(): Promise<{ done: number; failed: number }> {
    this.#tellProgress();
    const cells = await this.#takeSplits();
    for (const group of groupKnn(cells)) await this.#knn(group);
    for (const [split, own] of groupBy(cells, ({ split }) => split)) await this.#logistic(split, own);
    for (const cell of cells) await this.#head(cell);
    for (const cell of cells) await this.#words(cell);
    return this.#counts;
  }

  /** The split of each cell; a cell whose split cannot be made, or used, ends here. */
  async #takeSplits(): Promise<SplitCell[]> {
    const known = new Map<string, EvaluatedSplit | string>();
    const cells: SplitCell[] = [];
    for (const cell of this.#cells) {
      const { hash } = cell.split;
      let split = known.get(hash);
      if (split === undefined) {
        known.set(hash, (split = this.#makeSplit(cell)));
        await this.#breathe();
      }
      const fault = typeof split === 'string' ? split : this.#faultOf(cell, split);
      if (fault !== null) this.#fail(cell, fault);
      else cells.push({ cell, split: split as EvaluatedSplit });
    }
    return cells;
  }

  #makeSplit({ split: { hash, request } }: EvaluatedCell): EvaluatedSplit | string {
    const { manifest, splitter } = this.#dataset;
    try {
      const got = splitter.splitHash(request);
      if (got !== hash)
        return `Expected the split ${hash}, as planned, got ${got}: this version splits the dataset otherwise. Plan again.`;
      return readableSplit(splitter.split(request), hash, { manifest, features: this.#features });
    } catch (error) {
      if (error instanceof DatasetError) return error.message;
      throw error;
    }
  }

  #faultOf({ method }: EvaluatedCell, split: EvaluatedSplit): string | null {
    return this.#faults.find(split, { needsDirection: needsDirection(method) });
  }

  async #knn(group: readonly KnnCell[]): Promise<void> {
    const cells = group.filter((cell) => {
      const fault = knnFault(cell);
      if (fault !== null) this.#fail(cell.cell, fault);
      return fault === null;
    });
    if (cells.length === 0) return;
    const answers = await predictKnn(cells, this.#data, this.#machinery);
    for (const [i, { cell, split }] of cells.entries()) {
      const startedAt = performance.now();
      await this.#finish({ cell, split, ...answers[i]!, chosen: {}, notes: [], doubts: [] }, startedAt);
    }
  }

  async #logistic(split: EvaluatedSplit, cells: readonly SplitCell[]): Promise<void> {
    const regressions = new SplitRegressions(split, this.#data, this.#machinery);
    for (const { cell } of cells) {
      const { method } = cell;
      if (method.kind !== 'logistic-regression') continue;
      try {
        if (split.test.length === 0) throw new InputError('empty', 'The split has no test image that can be read.');
        await regressions.prepare(method.scaling);
        const startedAt = performance.now();
        const answer = await regressions.answer(method);
        await this.#finish({ cell, split, ...answer }, startedAt);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.#fail(cell, error.message);
      }
    }
  }

  async #head({ cell, split }: SplitCell): Promise<void> {
    const { method, seed } = cell;
    if (!isHead(method)) return;
    const startedAt = performance.now();
    try {
      const answer = await predictHead({ method, seed }, split, this.#data, this.#machinery);
      await this.#finish({ cell, split, ...answer }, startedAt);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#fail(cell, error.message);
    }
  }

  /** What compares images with texts. */
  async #words({ cell, split }: SplitCell): Promise<void> {
    const { method } = cell;
    if (method.kind !== 'zero-shot' && method.kind !== 'tip-adapter') return;
    const { blobs, objects } = this.#context;
    const machinery = { blobs, objects, ...this.#machinery };
    const encoder = this.#payload.encoder.name;
    const startedAt = performance.now();
    try {
      if (method.kind === 'tip-adapter') {
        const answer = await predictTipAdapter({ encoder, method, split }, this.#data, machinery);
        return await this.#finish({ cell, split, ...answer }, startedAt);
      }
      const answer = await predictZeroShot({ encoder, method, split }, this.#data, machinery);
      // Sigmoids of single pairs, as SigLIP has them, are no distribution over classes.
      const probabilities = method.bias === null ? answer.probabilities : null;
      const { prediction } = answer;
      await this.#finish({ cell, split, prediction, probabilities, chosen: {}, notes: [], doubts: [] }, startedAt);
    } catch (error) {
      if (!(error instanceof InputError || error instanceof EncoderError || error instanceof SessionError)) throw error;
      this.#fail(cell, error.message);
    }
  }

  async #finish(scored: Omit<Scored, 'provenance'>, startedAt: number): Promise<void> {
    const { blobs, threads } = this.#context;
    const provenance = {
      provider: this.#features.provider,
      threads,
      versions: versions(),
      seconds: (performance.now() - startedAt) / 1000,
    };
    const doubts = [...splitDoubts(scored.split, this.#data), ...scored.doubts];
    const { manifest } = this.#dataset;
    this.#say(await scoreCell({ ...scored, doubts, provenance }, { manifest, blobs, resamples: this.#resamples }));
    await this.#breathe();
  }

  #fail({ id }: EvaluatedCell, reason: string): void {
    this.#say({ status: 'failed', cell: id, reason });
  }

  #say(outcome: CellOutcome): void {
    this.#counts[outcome.status]++;
    this.#context.cell(outcome);
    this.#tellProgress();
  }

  #tellProgress(): void {
    const total = this.#payload.cells.length;
    const now = this.#counts.done + this.#counts.failed;
    const perSecond = now === 0 ? 0 : (1000 * now) / Math.max(1, performance.now() - this.#startedAt);
    const done = total - this.#cells.length + now;
    this.#context.progress({ done, total, unit: 'cells', perSecond, busy: 1, starved: 0 });
  }

  get #data() {
    return { manifest: this.#dataset.manifest, features: this.#features };
  }

  get #machinery() {
    return { engine: this.#context.objects.probes, breathe: () => this.#breathe() };
  }

  #breathe(): Promise<void> {
    return breathe(this.#context.signal);
  }
}

function isHead(method: EvaluatedCell['method']): method is HeadMethod {
  return method.kind === 'nearest-class-mean' || method.kind === 'ridge' || method.kind === 'linear-probe';
}

/** Whether rows are scaled to length 1, which those of zeros cannot be. */
function needsDirection(method: EvaluatedCell['method']): boolean {
  switch (method.kind) {
    case 'knn':
      return method.metric === 'cosine';
    case 'logistic-regression':
    case 'ridge':
    case 'linear-probe':
      return method.scaling === 'l2';
    case 'nearest-class-mean':
    case 'tip-adapter':
    case 'zero-shot':
      return true;
  }
}

/** Cells that share a pass: one metric, one test set. Splits of one seed hold the very same array. */
function groupKnn(cells: readonly SplitCell[]): KnnCell[][] {
  const own = cells.flatMap(({ cell, split }): KnnCell[] => {
    const { method } = cell;
    return method.kind === 'knn' ? [{ cell, split, method }] : [];
  });
  const byMetric = groupBy(own, ({ method }) => method.metric);
  return [...byMetric.values()].flatMap((group) => [...groupBy(group, ({ split }) => split.split.test).values()]);
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
