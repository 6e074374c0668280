/** @file `regatta`: reads the command line and runs one command. */
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** Runs one command line (without node and script) and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  const isJson = argv.includes('--json');
  try {
    await createProgram({ isQuiet: isJson }).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; everything else commander throws is bad usage.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    const message = error.message.replace(/^error: /, '');
    if (isJson && error.exitCode !== 0)
      process.stdout.write(`${JSON.stringify({ type: 'error', exitCode: 2, message })}\n`);
  }
}

if (import.meta.main) {
  enableCompileCache();
  // For the processes that are started from here: coordinator, worker and executor load the same code at every start.
  const cache = getCompileCacheDir();
  if (cache !== undefined) process.env['NODE_COMPILE_CACHE'] ??= cache;
  await main(process.argv.slice(2));
}
