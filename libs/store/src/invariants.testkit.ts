/** @file What must hold of the tables at any moment, whatever was done to them. */
import type pg from 'pg';
import { expect } from 'vitest';

/** Each gives the rows that break it. */
const VIOLATIONS: Readonly<Record<string, string>> = {
  'a live cell is pending, and its job has not ended': `
    SELECT job_cell.* FROM job_cell JOIN cell ON cell.id = cell JOIN job ON job.id = job
    WHERE is_live AND (cell.state <> 'pending' OR job.state NOT IN ('waiting', 'ready', 'running'))`,
  'a pending cell that a running or paused sweep lists is live in a job of that sweep': `
    SELECT listing.sweep, cell.id FROM listing JOIN sweep ON sweep.name = sweep JOIN cell ON cell.id = cell
    WHERE cell.state = 'pending' AND sweep.state IN ('running', 'paused')
      AND NOT EXISTS (
        SELECT FROM job_cell JOIN sweep_job ON sweep_job.job = job_cell.job AND sweep_job.sweep = listing.sweep
        WHERE job_cell.cell = cell.id AND is_live)`,
  'a sweep has the time of its end exactly when it has ended': `
    SELECT name FROM sweep WHERE (state IN ('done', 'cancelled')) <> (finished_at IS NOT NULL)`,
  'a job that is claimable computes something, or something waits for it or failed for want of another': `
    SELECT id, kind, state FROM job
    WHERE state IN ('waiting', 'ready') AND kind <> 'compare'
      AND NOT EXISTS (SELECT FROM job_cell WHERE job = job.id AND is_live)
      AND NOT EXISTS (
        SELECT FROM dependency JOIN job AS waiting ON waiting.id = dependency.job
        WHERE depends_on = job.id AND waiting.state IN ('waiting', 'failed'))`,
  'a comparison that is claimable is wanted by a sweep that goes on': `
    SELECT id FROM job
    WHERE kind = 'compare' AND state IN ('ready', 'running')
      AND NOT EXISTS (
        SELECT FROM sweep_job JOIN sweep ON sweep.name = sweep_job.sweep
        WHERE sweep_job.job = job.id AND sweep.state IN ('running', 'paused'))`,
  'a comparison has standings exactly when it is done': `
    SELECT job.id FROM job
    WHERE kind = 'compare' AND (state = 'done') <> EXISTS (SELECT FROM standing WHERE standing.job = job.id)`,
  'a job waits for as long as one that it depends on is not done': `
    SELECT id FROM job
    WHERE state IN ('ready', 'running') AND EXISTS (
      SELECT FROM dependency JOIN job AS needed ON needed.id = depends_on
      WHERE dependency.job = job.id AND needed.state <> 'done')`,
  'an attempt is open exactly while its job runs under its token': `
    SELECT job.id, job.state, attempt.token, attempt.outcome FROM attempt JOIN job ON job.id = job
    WHERE (attempt.outcome IS NULL) <> (job.state = 'running' AND job.token = attempt.token)
      OR (attempt.outcome IS NULL) <> (attempt.ended_at IS NULL)`,
  'a cell is done exactly when it has a result with numbers': `
    SELECT cell.id FROM cell
    WHERE (state = 'done') <> EXISTS (SELECT FROM result JOIN metric USING (cell) WHERE result.cell = cell.id)`,
  'a failed job lies in the dead letters, and no other': `
    SELECT job.id FROM job
    WHERE (state = 'failed') <> EXISTS (SELECT FROM dead_letter WHERE job = job.id AND redriven_at IS NULL)`,
};

export async function expectInvariants(client: pg.Client): Promise<void> {
  for (const [invariant, violations] of Object.entries(VIOLATIONS))
    expect((await client.query(violations)).rows, invariant).toEqual([]);
}
