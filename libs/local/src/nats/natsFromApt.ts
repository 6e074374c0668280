/**
 * @file nats-server as Debian and Ubuntu package it, taken out of its package without installing it.
 *
 * apt gets state and cache folders of its own: the system's lists may be empty (container images remove them), and only
 * root may write there. Sources and keys remain the system's, so apt checks the package's signature as ever.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { runCommand, type CommandResult } from '../runCommand.ts';
import { installBinary, inScratchFolder } from './installBinary.ts';
import type { Rung } from './rung.ts';

const UPDATE_MS_MAX = 180_000;

export const natsFromApt: Rung = async ({ target, environment, onProgress, signal }) => {
  if (process.platform !== 'linux') return { closed: 'this is no Linux' };
  return inScratchFolder(target, async (scratch) => {
    const lists = join(scratch, 'lists');
    const archives = join(scratch, 'archives');
    await mkdir(join(lists, 'partial'), { recursive: true });
    await mkdir(join(archives, 'partial'), { recursive: true });
    const settings = [
      `Dir::State::Lists=${lists}`,
      `Dir::Cache::Archives=${archives}`,
      // The binary caches apt makes of the lists.
      `Dir::Cache::pkgcache=${join(scratch, 'pkgcache.bin')}`,
      `Dir::Cache::srcpkgcache=${join(scratch, 'srcpkgcache.bin')}`,
      'Debug::NoLocking=true',
      // As root apt would give up its rights and then not be allowed to write into our folder.
      'APT::Sandbox::User=root',
      'Acquire::Languages=none',
      'Acquire::Retries=1',
      'Acquire::http::Timeout=15',
      'Acquire::https::Timeout=15',
      // Hooks of container images that clean the system's folders have no business with ours.
      'APT::Update::Post-Invoke::=true',
    ].flatMap((setting) => ['-o', setting]);
    const apt = (...args: string[]) =>
      runCommand('apt-get', ['--quiet=2', ...settings, ...args], {
        cwd: scratch,
        environment: { ...environment, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
        timeoutMs: UPDATE_MS_MAX,
        signal,
      });
    try {
      onProgress('Fetching nats-server from the package sources of this system (once; installs nothing).');
      const updated = await apt('update');
      const downloaded = await apt('download', 'nats-server');
      if (downloaded.status !== 0) return { closed: explain(downloaded, updated) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { closed: 'there is no apt-get' };
      throw error;
    }
    const archive = (await readdir(scratch)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) return { closed: 'apt-get said that all is well but brought no package' };
    const unpacked = await runCommand('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: scratch, environment, signal });
    if (unpacked.status !== 0) return { closed: `dpkg-deb could not unpack ${archive}: ${unpacked.stderr.trim()}` };
    for (const folder of ['usr/sbin', 'usr/bin']) {
      const installed = await installBinary(join(scratch, 'unpacked', folder, 'nats-server'), target);
      if ('path' in installed) return installed;
    }
    return { closed: `${archive} holds no nats-server that runs` };
  });
};

function explain(downloaded: CommandResult, updated: CommandResult): string {
  const words = `${updated.stderr}\n${downloaded.stderr}`;
  if (/Unable to locate package|No candidate|Can't select candidate/i.test(words) && updated.status === 0)
    return 'the package sources of this system have no nats-server';
  const first = words
    .split('\n')
    .map((line) => line.replace(/^[EW]: */, '').trim())
    .find((line) => line !== '');
  if (/resolv|connect|timed? ?out|Network is unreachable|Failed to fetch/i.test(words))
    return `the package sources cannot be reached (${first ?? 'no reason given'})`;
  return first ?? `apt-get ended with status ${downloaded.status}`;
}
