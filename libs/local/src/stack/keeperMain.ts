/** @file The keeper's process: `keeperMain.ts FOLDER`, started by keeperClient.ts with its output in a log. */
import { stackFolder } from './stackFolder.ts';
import { Keeper } from './keeper.ts';
import { takeLock } from './keeperLock.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected one argument: the folder of the stack.');

const log = (line: string) => process.stderr.write(`${new Date().toISOString()} [${process.pid}] ${line}\n`);
const paths = stackFolder(folder);
const unlock = takeLock(paths.lockFile);
if (unlock === null) {
  log('another keeper runs here');
} else {
  const keeper = new Keeper(paths, log);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => void keeper.stop(`got ${signal}`));
  process.on('uncaughtException', (error) => {
    log(`unexpected: ${error.stack ?? error.message}`);
    process.exitCode = 1;
    void keeper.stop('an error nobody caught');
  });
  await keeper.run();
  unlock();
  // A connection that somebody holds open must not keep us.
  process.exit();
}
