/** @file The Python that has the libraries with which Regatta is compared. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const OWN = join(import.meta.dirname, '../../.cache/peers/bin/python');

/**
 * The first of `REGATTA_BENCH_PEERS`, `.cache/peers/bin/python` and `python3` that has these modules.
 * @returns null where none has
 */
export function findPeerPython(modules: readonly string[]): string | null {
  const candidates = [process.env['REGATTA_BENCH_PEERS'], existsSync(OWN) ? OWN : undefined, 'python3'];
  const imports = modules.map((name) => `importlib.util.find_spec('${name}') or sys.exit(1)`).join('; ');
  for (const python of candidates) {
    if (python === undefined || python === '') continue;
    try {
      execFileSync(python, ['-c', `import importlib.util, sys; ${imports}`], { stdio: 'ignore' });
      return python;
    } catch {
      // Not there, or without one of them: the next.
    }
  }
  return null;
}
