/** @file `PATH.part`, what has come of a file so far: who may append to it, and how much there is. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { CatalogError, errorCode, messageOf } from '../../errors.ts';

/** Two processes that append to one file would ruin it. @returns gives it up @throws {CatalogError} another one is at it */
export async function claim(path: string): Promise<() => Promise<void>> {
  const owner = `${path}.owner`;
  await writeFile(owner, String(process.pid), { flag: 'wx' }).catch(async (error: unknown) => {
    if (errorCode(error) !== 'EEXIST') {
      throw new CatalogError(`Cannot write ${owner}: ${messageOf(error)}.`, { cause: error });
    }
    const other = Number(await readFile(owner, 'utf8').catch(() => ''));
    if (other !== process.pid && isAlive(other)) {
      throw new CatalogError(`Process ${other} is fetching ${path} already. Wait for it, or end it.`);
    }
    await writeFile(owner, String(process.pid));
  });
  return () => rm(owner, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** 0 where there is none. @unit bytes */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
