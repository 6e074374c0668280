/** @file What is known of the duplicates in a sweep's datasets, with pictures, for its report. */
import { RetryableError, TerminalError } from '@regatta/jobs';
import type { ReportDuplicates } from '@regatta/report';
import type { CommandContext } from '../commandContext.ts';
import { withCatalog } from '../connect.ts';
import { knownFindings } from './duplicateFindings.ts';
import { duplicatesReport } from './duplicatesAnswer.ts';

/** Of all datasets together: scores are what a report is read for. */
const PICTURES_MAX = 200;

/**
 * Of datasets that this project's catalog does not have, or has with other content, nothing is known here; and nothing
 * when the object store is away or the dataset has left it, since a report of scores must do without them.
 */
export async function sweepDuplicates(
  context: Pick<CommandContext, 'config'>,
  datasets: readonly { readonly name: string; readonly hash?: unknown }[],
): Promise<ReportDuplicates[]> {
  try {
    return await knownOf(context, datasets);
  } catch (error) {
    if (error instanceof RetryableError || error instanceof TerminalError) return [];
    throw error;
  }
}

async function knownOf(
  context: Pick<CommandContext, 'config'>,
  datasets: readonly { readonly name: string; readonly hash?: unknown }[],
): Promise<ReportDuplicates[]> {
  return withCatalog(context, async (catalog) => {
    const entries = new Map((await catalog.datasets()).map((entry) => [entry.name, entry.hash]));
    const here = datasets.filter(({ name, hash }) => hash !== undefined && entries.get(name) === hash);
    const reports: ReportDuplicates[] = [];
    for (const { name } of here) {
      const findings = await knownFindings(catalog, name);
      const picturesMax = Math.floor(PICTURES_MAX / here.length);
      if (findings !== null) reports.push(await duplicatesReport(catalog, findings, { picturesMax }));
    }
    return reports;
  });
}
