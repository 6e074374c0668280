/** @file Encoders of the registry for people: as rows of `encoders list --all`, and one with its sources. */
import { formatCount } from '@regatta/report';
import { factLines } from '../factLines.ts';
import { registeredSide, tapLabel, unverifiedFacts, type RegisteredEncoder } from '@regatta/encoders';

export { unverifiedFacts };

/** What a list says of an encoder before its network is here. */
export function listRegistered(entry: RegisteredEncoder) {
  const { name, parameters, preprocessing, taps, tap, licence, weights } = entry;
  const { hub, export: exported } = weights;
  return {
    name,
    state: hub ? 'to pull' : 'to export',
    role: 'pretrained',
    side: registeredSide(entry),
    dimension: null,
    parameters,
    weightsBytes: null,
    preprocessing,
    tap: tapLabel(taps[tap]!),
    taps: Object.keys(taps).filter((other) => other !== tap),
    licence,
    source: hub ? hub.repository : `${exported!.library} ${exported!.checkpoint}`,
    unverified: unverifiedFacts(entry),
  };
}

/** All that its manifest says, with where it was read. */
export function registeredText(entry: RegisteredEncoder): string {
  const { name, family, year, parameters, pretraining, licence, weights, preprocessing, taps, tap } = entry;
  const { reason, text, published, sources, notes } = entry;
  const { hub, export: exported } = weights;
  const others = Object.keys(taps).filter((other) => other !== tap);
  const places = hub
    ? `${hub.repository} at ${hub.revision}: ${Object.entries(hub.files)
        .map(([precision, file]) => `${file} (${precision})`)
        .join(', ')}`
    : `to be exported: ${exported!.model} of ${exported!.library}, ${exported!.checkpoint}`;
  const facts: [string, string][] = [
    ['family', family],
    ['year', `${year ?? 'unknown'} [${sources.year}]`],
    ['parameters', `${parameters === null ? 'unknown' : formatCount(parameters)} [${sources.parameters}]`],
    ['trained on', `${pretraining.data}; supervision: ${pretraining.supervision} [${sources.pretraining}]`],
    ['licence', `${licence} [${sources.licence}]`],
    ['weights', `${places} [${sources.weights}]`],
    ['input', `${registeredSide(entry)} x ${registeredSide(entry)} pixels`],
    ['preprocessing', `${preprocessing} [${sources.preprocessing}]`],
    ['tap', `${tap}, ${tapLabel(taps[tap]!)}: ${reason} [${sources.taps}]`],
    ...others.map((other): [string, string] => ['other tap', `${other}, ${tapLabel(taps[other]!)}`]),
    ['text tower', text === null ? 'none' : `${text.tokenizer}, ${text.contextLength} tokens`],
    ...published.map(({ task, percent, source }): [string, string] => [
      'published',
      `${task}: ${percent} % [${source}]`,
    ]),
    ...(notes === undefined ? [] : [['notes', notes] as [string, string]]),
  ];
  return [`${name} (not here yet)`, ...factLines(facts)].join('\n');
}
