/** @file A page about a dataset as a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { datasetHtml, type DatasetPage } from '@regatta/report';
import type { CommandContext } from '../commandContext.ts';

/** @returns the absolute path of the file */
export async function writeDatasetPage(
  { config }: Pick<CommandContext, 'config'>,
  page: Omit<DatasetPage, 'generatedAt'>,
  { kind, out }: { kind: 'duplicates' | 'pictures' | 'suspects'; out: string | undefined },
): Promise<string> {
  const file = resolve(out ?? join(config.state, 'reports', 'datasets', page.dataset, `${kind}.html`));
  const html = datasetHtml({ ...page, generatedAt: new Date() });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, html);
  return file;
}
