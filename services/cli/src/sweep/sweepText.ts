/** @file A sweep file written by a command: what `demo` and `race` run is a file that a person may take and change. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Budget } from '@regatta/jobs';
import { stringify } from 'yaml';
import type { SweepSource } from './resolveSweep.ts';

/** A method by its name, or with parameters. */
export type MethodWish = string | { readonly knn: { readonly k: number } };

export interface SweepWish {
  readonly name: string;
  readonly encoders: readonly string[];
  readonly datasets: readonly string[];
  readonly methods: readonly MethodWish[];
  readonly budgets: readonly Budget[];
  readonly draws: number;
}

/** Writes `sweeps/<name>.yaml` below the project's `.regatta/`. @param by the command that wishes it */
export async function writeSweepFile(
  wish: SweepWish,
  { by, folder }: { by: string; folder: string },
): Promise<SweepSource> {
  const { name, encoders, datasets, budgets, draws, methods } = wish;
  const body = stringify(
    { version: 1, name, seed: 0, encoders, datasets, budgets, draws, methods },
    { lineWidth: 120 },
  );
  const text = `# Written by \`regatta ${by}\`. Copy and change it for \`regatta launch\`; docs/sweeps.md has the grammar.\n${body}`;
  const file = join(folder, 'sweeps', `${name}.yaml`);
  await mkdir(join(folder, 'sweeps'), { recursive: true });
  await writeFile(file, text);
  return { file, text };
}
