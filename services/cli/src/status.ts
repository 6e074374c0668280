/** @file What runs in a project, or in the fleet that it is configured for. */
import type { ChildStatus } from '@regatta/local';
import type { SweepSummary, WorkerRow } from '@regatta/store';
import { formatCount } from '@regatta/report';
import type { CommandContext } from './commandContext.ts';
import { openMigratedStore, withStore } from './connect.ts';
import { textTable } from './textTable.ts';

export interface Status {
  readonly project: string;
  readonly isEmbedded: boolean;
  readonly isRunning: boolean;
  /** True when the stack runs until `regatta down`; false while it only serves another command. */
  readonly isKept: boolean;
  /** True when nobody uses it any more and it is on its way out. */
  readonly isStopping: boolean;
  /** Ready for psql, password and all; null when nothing runs. */
  readonly databaseUrl: string | null;
  readonly natsUrl: string | null;
  readonly store: string;
  readonly processes: readonly ChildStatus[];
  /** Processes that a killed stack has left; the next start or stop ends them. */
  readonly leftovers: readonly { readonly name: string; readonly pid: number }[];
  readonly sweeps: readonly SweepSummary[];
  readonly workers: readonly WorkerRow[];
}

export async function readStatus(context: CommandContext): Promise<Status> {
  const { config } = context;
  const base = { project: config.project, isEmbedded: config.isEmbedded, store: config.storeUrl };
  if (!config.isEmbedded) {
    const seen = await withStore(context, async (store) => ({
      sweeps: await store.sweeps(),
      workers: await store.workers(),
    }));
    return {
      ...base,
      ...seen,
      isRunning: true,
      isKept: true,
      isStopping: false,
      databaseUrl: withoutPassword(config.databaseUrl!),
      natsUrl: config.natsUrl === undefined ? null : withoutPassword(config.natsUrl),
      processes: [],
      leftovers: [],
    };
  }
  const { stackStatus } = await import('@regatta/local');
  const { running, leftovers } = await stackStatus({ folder: config.state });
  const nothing = { sweeps: [], workers: [] };
  const seen = running?.databaseUrl ? await look(running.databaseUrl) : nothing;
  return {
    ...base,
    ...seen,
    isRunning: running !== null,
    isKept: running?.isKept ?? false,
    isStopping: running?.willStop ?? false,
    databaseUrl: running?.databaseUrl ?? null,
    natsUrl: running?.natsUrl ?? null,
    processes: running?.children ?? [],
    leftovers,
  };
}

async function look(url: string): Promise<Pick<Status, 'sweeps' | 'workers'>> {
  await using store = await openMigratedStore(url, { mayMigrate: true });
  return { sweeps: await store.sweeps(), workers: await store.workers() };
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}

export function statusText(status: Status): string {
  return [headText(status), processesText(status), sweepsText(status), workersText(status)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headText(status: Status): string {
  const { project, isRunning, databaseUrl, natsUrl, store, leftovers } = status;
  const left = leftovers.map(({ name, pid }) => `  ${name} (process ${pid}) is left over; \`regatta down\` ends it`);
  if (!isRunning)
    return [
      `Nothing runs in ${project}: \`regatta up\` starts the stack, \`regatta demo\` a first sweep.`,
      ...left,
    ].join('\n');
  return [
    lifeSentence(status),
    ...(databaseUrl === null ? [] : [`  psql '${databaseUrl}'`]),
    ...(natsUrl === null ? [] : [`  bus     ${natsUrl}`]),
    `  objects ${store}`,
    ...left,
  ].join('\n');
}

function lifeSentence({ project, isEmbedded, isKept, isStopping }: Status): string {
  if (!isEmbedded) return 'Configured for a fleet.';
  if (isStopping) return `The stack of ${project} is stopping.`;
  return `The stack of ${project} runs${isKept ? '; `regatta down` stops it' : ' as long as the command that uses it'}.`;
}

function processesText({ processes }: Status): string {
  if (processes.length === 0) return '';
  const rows = processes.map(({ name, state, pid, restarts, trouble, logFile }) => [
    name,
    state,
    pid,
    restarts,
    trouble ?? '',
    logFile,
  ]);
  return textTable(['process', 'state', 'pid', 'restarts', 'trouble', 'log'], rows, { width: Infinity });
}

function sweepsText({ sweeps, isRunning }: Status): string {
  if (sweeps.length === 0) return isRunning ? 'There is no sweep yet.' : '';
  const rows = sweeps.map(({ name, state, cells, createdAt }) => [
    name,
    state,
    `${formatCount(cells.done)} of ${formatCount(cells.pending + cells.done + cells.failed + cells.cancelled)}`,
    cells.failed,
    createdAt.toISOString().slice(0, 19).replace('T', ' '),
  ]);
  return textTable(['sweep', 'state', 'cells done', 'failed', 'launched (UTC)'], rows, { width: Infinity });
}

function workersText({ workers }: Status): string {
  const present = workers.filter(({ state }) => state !== 'left');
  if (present.length === 0) return '';
  const rows = present.map(({ id, state, lanes, device, jobKind, jobLabel }) => [
    id,
    state,
    lanes.join(' '),
    device,
    jobKind === null ? 'idle' : `${jobKind} ${jobLabel ?? ''}`.trim(),
  ]);
  return textTable(['worker', 'state', 'lanes', 'device', 'does'], rows, { width: Infinity });
}
