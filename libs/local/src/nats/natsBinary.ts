/** @file Whether a file is a nats-server that will do. */
import { runCommand } from '../runCommand.ts';

/** JetStream as Regatta uses it: what Debian 12 brings. */
export const NATS_VERSION_MIN = { major: 2, minor: 9 };

/** The version of this nats-server, "2.10.16". @throws an Error that says why it will not do. */
export async function natsServerVersion(path: string, signal?: AbortSignal): Promise<string> {
  const { status, stdout, stderr } = await runCommand(path, ['--version'], { timeoutMs: 10_000, signal });
  const match = /v?((\d+)\.(\d+)\.\d+\S*)/.exec(stdout);
  if (status !== 0 || match === null)
    throw new Error(`${path} does not run: ${stderr.trim().split('\n')[0] || `exit status ${status}`}`);
  const [, version = '', major, minor] = match;
  const { major: majorMin, minor: minorMin } = NATS_VERSION_MIN;
  if (Number(major) !== majorMin || Number(minor) < minorMin)
    throw new Error(`${path} is version ${version}, expected ${majorMin}.${minorMin} or newer`);
  return version;
}
