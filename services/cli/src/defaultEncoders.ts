/**
 * @file The pretrained encoders that `race` and `demo` have without being told: the default set of the registry, pulled when
 * the hub answers. They are nice to have, so nothing about them ends a command: what could not be had is said in one line.
 */
import { DEFAULT_HUB, DEFAULT_SET, hubAnswers, useProxy, type Catalog } from '@regatta/catalog';
import type { CommandContext } from './commandContext.ts';
import { progressText, pullSettings } from './pullSettings.ts';

type PullingCatalog = Pick<Catalog, 'encoders' | 'encoderSets' | 'pullEncoder'>;

/** @returns names of the default set's encoders that are there now */
export async function pullDefaultEncoders(
  context: Pick<CommandContext, 'environment' | 'output' | 'signal'>,
  catalog: PullingCatalog,
): Promise<string[]> {
  const { environment, output, signal } = context;
  const [sets, listed] = await Promise.all([catalog.encoderSets(), catalog.encoders()]);
  const wanted = sets.get(DEFAULT_SET)?.encoders ?? [];
  const present = wanted.filter((name) => listed.some((encoder) => encoder.name === name));
  const missing = wanted.filter((name) => !present.includes(name));
  if (missing.length === 0) return present;
  const endProxy = useProxy(environment);
  try {
    const settings = pullSettings(environment);
    const { from = DEFAULT_HUB } = settings;
    if (!(await hubAnswers({ from, signal }))) {
      signal.throwIfAborted();
      output.note(
        `${from} does not answer: ${missing.join(', ')} cannot be fetched, so this goes on without. ` +
          `Later, or from elsewhere: regatta encoders pull ${DEFAULT_SET} --from PLACE`,
      );
      return present;
    }
    output.note(`Fetching ${missing.join(', ')} from ${from}, once; --no-pull goes on without.`);
    for (const name of missing) if (await pull(context, catalog, { name, ...settings })) present.push(name);
    return present;
  } finally {
    endProxy();
  }
}

async function pull(
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
  catalog: PullingCatalog,
  { name, from, token }: { name: string } & ReturnType<typeof pullSettings>,
): Promise<boolean> {
  try {
    await catalog.pullEncoder(name, {
      from,
      token,
      // As large as the network again, and nothing here looks at texts.
      text: false,
      signal,
      onProgress: (line) => output.progress(line),
      onBytes: (file, bytes, total) => output.progress(`${file}: ${progressText(bytes, total)}`),
    });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    output.note(`Going on without ${name}. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
