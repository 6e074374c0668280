/** @file What the preflight has found out about one part. */
import { endingOf } from '../exit.ts';

export interface Finding {
  readonly part: string;
  /** `warn`: it works and something is odd. `fail`: sweeps cannot run like this. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it; null when nothing is to be done. */
  readonly cure: string | null;
}

export const ok = (part: string, text: string): Finding => ({ part, state: 'ok', text, cure: null });
export const warn = (part: string, text: string, cure: string): Finding => ({ part, state: 'warn', text, cure });
export const fail = (part: string, text: string, cure: string | null): Finding => ({ part, state: 'fail', text, cure });

/** Runs one check; whatever it throws is its finding. */
export async function examined(part: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [fail(part, endingOf(error).message, null)];
  }
}
