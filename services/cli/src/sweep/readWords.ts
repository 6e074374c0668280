/** @file The parameters of methods that need words, `zero-shot` and `tip-adapter`, in a sweep file. */
import { createHash } from 'node:crypto';
import { PROMPT_TEMPLATE_SETS, PromptTemplate, type PromptTemplateSet } from '@regatta/encoders';
import { TIP_ADAPTER_DEFAULTS, TIP_ADAPTER_GRID, canonicalJson, didYouMean } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import type { TipAdapterWish, ZeroShotWish } from './sweepFile.ts';
import { optional, readList } from './values.ts';

/** The dataset's own templates, or `a photo of a {}.` where it has none. */
const OWN = 'own';
const SETS = Object.keys(PROMPT_TEMPLATE_SETS) as PromptTemplateSet[];
const TEMPLATES_EXPECTED = `${OWN}, ${SETS.join(', ')}, or sentences with one {} where the name of the class goes`;
const SCALE_MAX = 1e6;

export const ZERO_SHOT_PARAMETERS = ['templates', 'class-names', 'logit-scale'];

export const TIP_ADAPTER_PARAMETERS = [...ZERO_SHOT_PARAMETERS, 'alpha', 'beta'];

type Parameters = ReadonlyMap<string, Field>;

export function readZeroShot(parameters: Parameters): ZeroShotWish[] {
  return [{ kind: 'zero-shot', ...readWords(parameters) }];
}

export function readTipAdapter(parameters: Parameters): TipAdapterWish[] {
  const { variant, ...words } = readWords(parameters);
  const weights = (name: 'alpha' | 'beta') => {
    const isChosen = parameters.get(name === 'alpha' ? 'beta' : 'alpha')?.scalar === 'validate';
    const given = optional(parameters.get(name), (field) =>
      readList(field, `values of ${name}`, (item) =>
        item.scalar === 'validate' ? ('validate' as const) : item.positive('validate, or a number'),
      ),
    );
    return given ?? [isChosen ? ('validate' as const) : TIP_ADAPTER_DEFAULTS[name]];
  };
  const [alphas, betas] = [weights('alpha'), weights('beta')];
  return alphas.flatMap((alpha) =>
    betas.flatMap((beta): TipAdapterWish[] => {
      const isChosen = alpha === 'validate';
      if (isChosen !== (beta === 'validate')) {
        (parameters.get('beta') ?? parameters.get('alpha'))?.fault('`validate` for alpha and beta, or for neither', {
          found: `alpha ${alpha} and beta ${beta}`,
        });
        return [];
      }
      const parts = [
        variant,
        ...(alpha === TIP_ADAPTER_DEFAULTS.alpha ? [] : [`alpha=${alpha}`]),
        ...(beta === TIP_ADAPTER_DEFAULTS.beta ? [] : [`beta=${beta}`]),
      ];
      const grid = isChosen ? TIP_ADAPTER_GRID : null;
      return [{ kind: 'tip-adapter', ...words, alpha, beta, grid, variant: parts.join(' ') }];
    }),
  );
}

function readWords(parameters: Parameters): Omit<ZeroShotWish, 'kind'> {
  const templates = optional(parameters.get('templates'), readTemplates) ?? { label: OWN, list: null };
  const classNames = optional(parameters.get('class-names'), readClassNames) ?? {};
  const scale = optional(parameters.get('logit-scale'), readScale) ?? null;
  const names = Object.keys(classNames).length === 0 ? [] : [`names=${short(classNames)}`];
  const parts = [`templates=${templates.label}`, ...names, ...(scale === null ? [] : [`scale=${scale}`])];
  return { templates: templates.list, classNames, scale, variant: parts.join(' ') };
}

interface Templates {
  readonly label: string;
  readonly list: readonly string[] | null;
}

function readTemplates(field: Field): Templates | undefined {
  const word = field.scalar;
  if (word === OWN) return { label: OWN, list: null };
  const set = SETS.find((name) => name === word);
  if (set !== undefined) return { label: set, list: PROMPT_TEMPLATE_SETS[set] };
  // Several sentences are one method, whose features are averaged, and no list of variants.
  const list = readList(field, 'sentences', readTemplate);
  if (list === undefined || list.length === 0) return undefined;
  return { label: list.length === 1 ? list[0]! : `${list.length} ${short(list)}`, list };
}

function readTemplate(field: Field): string | undefined {
  const text = field.text(TEMPLATES_EXPECTED);
  if (text === undefined || PromptTemplate.safeParse(text).success) return text;
  return field.fault(TEMPLATES_EXPECTED, text.includes('{') ? {} : { hint: didYouMean(text, [OWN, ...SETS]) });
}

function readClassNames(field: Field): Record<string, string> | undefined {
  const expected = 'a mapping from classes to what they are called, like {n02124075: Egyptian cat}';
  const classes = field.keys();
  const entries = classes === undefined ? undefined : field.entries(classes, expected);
  if (entries === undefined) return classes === undefined ? field.fault(expected) : undefined;
  const names: Record<string, string> = {};
  for (const [name, entry] of entries) names[name] = entry.text('what the class is called') ?? '';
  return names;
}

function readScale(field: Field): number | undefined {
  const scale = field.positive();
  if (scale === undefined || scale <= SCALE_MAX) return scale;
  return field.fault(`a number above 0, at most ${SCALE_MAX}`);
}

/** Tells two lists apart in a few letters. */
function short(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}
