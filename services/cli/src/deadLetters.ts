/** @file Jobs that were given up, with what helps to understand why. */
import type { ReadStore } from '@regatta/store';
import { UsageError } from './exit.ts';
import { sqlText } from './sqlText.ts';

export interface DeadLetter {
  readonly job: string;
  readonly kind: string;
  readonly label: string;
  /** errors: its tries were used up; quarantine: it took executors or workers down; dependency: what it needs failed. */
  readonly cause: string;
  readonly reason: string;
  /** Signal or exit code of an executor that died of it. */
  readonly exit: string | null;
  readonly logTail: readonly string[];
  readonly at: string;
  readonly sweeps: readonly string[];
}

const LIMITS = { rowsMax: 10_000, timeoutMs: 60_000 };

/** Those that were not started afresh since, the latest first; of one sweep, or all. */
export async function deadLetters(store: Pick<ReadStore, 'query'>, sweep: string | null): Promise<DeadLetter[]> {
  const { rows } = await store.query(
    `SELECT json_build_object('job', job.id, 'kind', job.kind, 'label', job.label, 'cause', cause,
       'reason', dead_letter.reason, 'exit', exit, 'logTail', log_tail, 'at', dead_letter.created_at,
       'sweeps', ARRAY(SELECT sweep FROM sweep_job WHERE sweep_job.job = job.id ORDER BY sweep))
     FROM dead_letter JOIN job ON job.id = dead_letter.job
     WHERE redriven_at IS NULL ${sweep === null ? '' : `AND EXISTS (SELECT FROM sweep_job WHERE sweep_job.job = job.id AND sweep = ${sqlText(sweep)})`}
     ORDER BY dead_letter.id DESC`,
    LIMITS,
  );
  return rows.map(([letter]) => letter as DeadLetter);
}

/** Ids of the jobs that these prefixes mean. @throws {UsageError} a prefix of none or of several */
export async function jobIds(store: Pick<ReadStore, 'query'>, prefixes: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const prefix of prefixes) {
    const found = await store.query(
      `SELECT id FROM job WHERE starts_with(id, ${sqlText(prefix)}) ORDER BY id LIMIT 2`,
      LIMITS,
    );
    if (found.rows.length !== 1)
      throw new UsageError(
        `Expected the id of a job or a beginning that only one has, got \`${prefix}\`, which ${found.rows.length === 0 ? 'none' : 'several'} begin with. \`regatta redrive\` lists the dead letters.`,
      );
    ids.push(String(found.rows[0]![0]));
  }
  return ids;
}

/** A paragraph per dead letter: what, why, and the last that was heard of it. */
export function deadLettersText(letters: readonly DeadLetter[]): string {
  return letters
    .map(({ job, kind, label, cause, reason, exit, logTail, at }) =>
      [
        `${job.slice(0, 12)}  ${kind} ${label}, ${cause}, ${at.slice(0, 19).replace('T', ' ')}`,
        `  ${reason}`,
        ...(exit === null ? [] : [`  the executor ended with ${exit}`]),
        ...logTail.slice(-LOG_LINES).map((line) => `  | ${line}`),
      ].join('\n'),
    )
    .join('\n\n');
}

const LOG_LINES = 5;
