/** @file A nats-server that is installed on this machine. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { natsServerVersion } from './natsBinary.ts';

/** Where packages put servers; not in everybody's PATH. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

export async function natsFromPath(options: {
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
  onProgress: (line: string) => void;
}): Promise<string | null> {
  const { environment, signal, onProgress } = options;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of new Set([...folders, ...SERVER_FOLDERS])) {
    const path = join(folder, 'nats-server');
    if (!(await isExecutable(path))) continue;
    try {
      await natsServerVersion(path, signal);
      return path;
    } catch (error) {
      signal?.throwIfAborted();
      onProgress(`Passed over a nats-server: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return null;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
