/** @file Who a server runs as. PostgreSQL refuses to run as root, so for root another user of the machine lends its name. */
import { LocalError } from './errors.ts';
import { runCommand } from './runCommand.ts';

export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Users without rights that systems bring along, in order of preference. */
const CANDIDATES = ['nobody', 'postgres', 'daemon'];

/**
 * @returns null when this process is not root: servers then run as its user.
 * @throws {LocalError} when the machine has no such user.
 */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of CANDIDATES) {
    const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
    if (uid.status === 0 && gid.status === 0) return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new LocalError(
    `PostgreSQL does not run as root, and this machine has none of the users ${CANDIDATES.join(', ')} to run it as: run Regatta as an ordinary user, or add one (\`useradd --system postgres\`).`,
  );
}
