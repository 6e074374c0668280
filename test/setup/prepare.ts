/**
 * @file The second half of `./regatta --setup`: the servers that no package brings. Called by the launcher as
 * `prepare.ts STAMP KEY_FILE`; once all is there it writes STAMP (the key, then the path of nats-server), by which the
 * launcher knows next time that there is nothing to do.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { findNatsServer } from '@regatta/local';

const [stamp, keyFile] = process.argv.slice(2);
if (stamp === undefined || keyFile === undefined)
  throw new Error('Expected two arguments: the stamp and the key file.');

const say = (line: string) => process.stderr.write(`regatta: ${line}\n`);

try {
  const natsServer = await findNatsServer({ onProgress: say });
  const key = (await readFile(keyFile, 'utf8').catch(() => '')).trim();
  // Where the folder is not ours to write, the search is simply made again next time.
  await writeFile(`${stamp}.${process.pid}`, `${key}\n${natsServer}\n`)
    .then(() => rename(`${stamp}.${process.pid}`, stamp))
    .catch(() => undefined);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 3;
}
