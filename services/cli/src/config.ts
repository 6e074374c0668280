/**
 * @file The configuration of every command, and the one reader of the environment:
 * defaults < `regatta.yaml` in the project's folder < `REGATTA_*` variables < flags. All mistakes are told at once, each with its place.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { PROVIDERS } from '@regatta/jobs';
import { EXIT } from './exit.ts';
import { faultLine } from './yaml/fault.ts';
import { parseYaml } from './yaml/yamlFile.ts';

export const CONFIG_FILE = 'regatta.yaml';
export const STATE_FOLDER = '.regatta';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const address = (schemes: readonly string[], example: string) =>
  z.string('expected an address').refine(
    // NATS takes several servers with commas between them.
    (url) =>
      url.split(',').every((part) => schemes.some((scheme) => part.startsWith(`${scheme}://`)) && URL.canParse(part)),
    { error: `expected an address like ${example}` },
  );

const oneOf = <W extends string>(words: readonly W[]) => z.enum(words, `expected one of ${words.join(', ')}`);

const number = (min: number, max: number, what: string) => {
  const error = `expected ${what} from ${min} to ${max}`;
  return z.coerce.number(error).min(min, error).max(max, error);
};

const Settings = z.strictObject({
  /** PostgreSQL of a fleet. @default the embedded one of this project, started when it is needed */
  databaseUrl: address(['postgres', 'postgresql'], 'postgres://user@host:5432/regatta').optional(),
  /** NATS of a fleet, beside its database; commands that only ask do without. @default the embedded one */
  natsUrl: address(['nats'], 'nats://host:4222').optional(),
  /** Object store, `s3://bucket/prefix` or `file:///folder`. @default objects/ in `.regatta/` */
  store: address(['s3', 'file'], 's3://bucket/prefix or file:///absolute/folder').optional(),
  /** Prefix of all bus subjects, so that several installations can share one NATS. */
  prefix: z
    .string('expected text')
    .regex(/^[a-z][a-z0-9_-]*$/i, 'expected letters, digits, _ and -, beginning with a letter'),
  /** What encoders run on; `auto` takes the best that is present and says when it is not the one asked for. */
  provider: oneOf(['auto', ...PROVIDERS]),
  /** Threads of one computation. Fewer leave the machine to others; more than there are cores only cost. */
  threads: number(1, 1024, 'a whole number').refine(Number.isInteger, 'expected a whole number'),
  /** Share of a shard's images that may be unreadable before its job fails with their list. */
  unreadableShareMax: number(0, 1, 'a number'),
  logLevel: oneOf(LOG_LEVELS),
});
type Settings = z.infer<typeof Settings>;
type Setting = keyof Settings;

/** Every setting: its key in `regatta.yaml` (and its flag, with two dashes) and its environment variable. */
export const SETTINGS: { readonly [S in Setting]: { readonly key: string; readonly variable: string } } = {
  databaseUrl: { key: 'database-url', variable: 'REGATTA_DATABASE_URL' },
  natsUrl: { key: 'nats-url', variable: 'REGATTA_NATS_URL' },
  store: { key: 'store', variable: 'REGATTA_STORE' },
  prefix: { key: 'prefix', variable: 'REGATTA_PREFIX' },
  provider: { key: 'provider', variable: 'REGATTA_PROVIDER' },
  threads: { key: 'threads', variable: 'REGATTA_THREADS' },
  unreadableShareMax: { key: 'unreadable-share-max', variable: 'REGATTA_UNREADABLE_SHARE_MAX' },
  logLevel: { key: 'log-level', variable: 'REGATTA_LOG_LEVEL' },
};
const NAMES = Object.keys(SETTINGS) as Setting[];

export interface Config extends Readonly<Omit<Settings, 'store'>> {
  /** Folder with `regatta.yaml` and `.regatta/`. */
  readonly project: string;
  /** `.regatta/` of the project: servers, objects, catalog, logs, reports. */
  readonly state: string;
  /** Address of the object store. */
  readonly storeUrl: string;
  /** True when database and bus are the embedded ones of this project. */
  readonly isEmbedded: boolean;
}

export interface ConfigSources {
  /** The project's folder. @default the working directory */
  readonly project?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Values of flags by setting; undefined where a flag was not given. */
  readonly flags: Readonly<Partial<Record<Setting, unknown>>>;
}

/** Something in the configuration cannot be used; the message lists every mistake. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitCode = EXIT.badInput;
}

/** @throws {ConfigError} with all mistakes */
export function readConfig({ project = '.', environment, flags }: ConfigSources): Config {
  const folder = resolve(project);
  const faults: string[] = [];
  const values = new Map<Setting, { value: unknown; place: string }>();
  const take = (name: Setting, value: unknown, place: string) => {
    // An empty variable is one that was meant to be unset.
    if (value !== undefined && value !== '') values.set(name, { value, place });
  };
  take('prefix', 'regatta', 'default');
  take('provider', 'auto', 'default');
  take('threads', availableParallelism(), 'default');
  take('unreadableShareMax', 0.01, 'default');
  take('logLevel', 'info', 'default');
  for (const { name, value, place } of readFile(folder, faults)) take(name, value, place);
  for (const name of NAMES) take(name, environment[SETTINGS[name].variable], SETTINGS[name].variable);
  for (const name of NAMES) take(name, flags[name], `--${SETTINGS[name].key}`);

  const parsed = Settings.safeParse(Object.fromEntries([...values].map(([name, { value }]) => [name, value])));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const given = values.get(path[0] as Setting);
    faults.push(`${given?.place}: ${message}, found ${JSON.stringify(given?.value)}.`);
  }
  const nats = values.get('natsUrl');
  if (nats !== undefined && !values.has('databaseUrl'))
    faults.push(`${nats.place}: expected a database-url beside it, since both or none are embedded; found none.`);
  if (!parsed.success || faults.length > 0) {
    throw new ConfigError(`The configuration cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  const { store, ...settings } = parsed.data;
  const state = join(folder, STATE_FOLDER);
  return Object.freeze({
    ...settings,
    project: folder,
    state,
    storeUrl: store ?? pathToFileURL(join(state, 'objects')).href,
    isEmbedded: settings.databaseUrl === undefined,
  });
}

/** The settings that `regatta.yaml` names; no file is no settings. */
function readFile(folder: string, faults: string[]): { name: Setting; value: unknown; place: string }[] {
  const path = join(folder, CONFIG_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const file = parseYaml(text);
  const keys = NAMES.map((name) => SETTINGS[name].key);
  const isEmpty = file.root?.kind === 'nothing';
  const entries = isEmpty ? undefined : file.root?.entries(keys, `a mapping with keys of ${keys.join(', ')}`);
  const found = NAMES.flatMap((name) => {
    const field = entries?.get(SETTINGS[name].key);
    if (field === undefined) return [];
    const value = field.scalar;
    if (value === undefined || value === null) return field.fault('one value') ?? [];
    const { line, column } = field.position;
    return [{ name, value, place: `${CONFIG_FILE}:${line}:${column}  ${field.path}` }];
  });
  faults.push(...file.faults.map((fault) => faultLine(CONFIG_FILE, fault)));
  return found;
}

/** The configuration as environment variables, for the processes that are started with it. */
export function toEnvironment(config: Config, urls: { databaseUrl: string; natsUrl: string }): NodeJS.ProcessEnv {
  return {
    REGATTA_DATABASE_URL: urls.databaseUrl,
    REGATTA_NATS_URL: urls.natsUrl,
    REGATTA_STORE: config.storeUrl,
    REGATTA_PREFIX: config.prefix,
    REGATTA_THREADS: String(config.threads),
    REGATTA_LOG_LEVEL: config.logLevel,
  };
}
