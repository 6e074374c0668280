/** @file Encoders of the registry as rows of `encoders list --all`. */
import { registeredSide, tapLabel, unverifiedFacts, type RegisteredEncoder } from '@regatta/encoders';

export { unverifiedFacts };

/** What is known before its network is here. */
export function registeredRow(entry: RegisteredEncoder): readonly unknown[] {
  const { name, parameters, preprocessing, taps, tap, licence, weights } = entry;
  const { hub, export: exported } = weights;
  return [
    name,
    hub ? 'to pull' : 'to export',
    registeredSide(entry),
    '',
    parameters ?? '',
    preprocessing,
    tapLabel(taps[tap]!),
    licence,
    hub ? hub.repository : `${exported!.library} ${exported!.checkpoint}`,
    unverifiedFacts(entry).join(' '),
  ];
}
