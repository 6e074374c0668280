/** @file The preflight as a whole. */
import type { CommandContext } from '../commandContext.ts';
import { examineDevice } from './device.ts';
import { examineEncoders } from './encoders.ts';
import { examined, type Finding } from './finding.ts';
import { examineFolder, examineMemory, examineNode } from './machine.ts';
import { examineObjects } from './objects.ts';
import { examineServers } from './servers.ts';

export async function examine(context: CommandContext): Promise<Finding[]> {
  const { config } = context;
  const parts = await Promise.all([
    examined('folder', () => examineFolder(config)),
    examined('objects', () => examineObjects(config)),
    examineServers(context),
    examined('device', () => examineDevice(config)),
    examined('encoders', () => examineEncoders(context)),
  ]);
  return [...examineNode(), ...examineMemory(config), ...parts.flat()];
}

/** One line a part, and a last line that sums up. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const lines = findings.map(
    ({ part, state, text, cure }) =>
      `${state.padEnd(4)}  ${part.padEnd(width)}  ${text}${cure === null ? '' : ` -> ${cure}`}`,
  );
  const failed = findings.filter(({ state }) => state === 'fail').length;
  const sum =
    failed === 0
      ? 'Sweeps can run here.'
      : `${failed} ${failed === 1 ? 'part is' : 'parts are'} missing: sweeps cannot run like this.`;
  return [...lines, '', sum].join('\n');
}
