/** @file Who asks, for the journal. */
import { hostname, userInfo } from 'node:os';

/** `name@host`; a process without an entry in the system's list of users goes by its number. */
export function who(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `${process.getuid?.() ?? 'somebody'}@${hostname()}`;
  }
}
