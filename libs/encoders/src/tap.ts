/** @file The tap: the tensor of a network that is taken as the feature, and how it becomes one row per image. */
import { z } from 'zod';

/**
 * - `none`: the tensor is [batch, d] already
 * - `cls`: the first token of [batch, tokens, d]
 * - `mean`: the mean over the tokens of [batch, tokens, d], less the first `skip`
 * - `cls-mean`: the first token followed by that mean, twice as long
 * - `average`: the mean over height and width of [batch, d, height, width]
 */
export const POOLINGS = ['none', 'cls', 'mean', 'cls-mean', 'average'] as const;
export type Pooling = (typeof POOLINGS)[number];

export const Tap = z
  .strictObject({
    /** Name of the tensor in the graph: an output, or anything inside. */
    tensor: z.string().min(1),
    /** Not the tensor itself, but what the last layer before it reads: CLIP's features before their projection. */
    before: z.literal('layer').optional(),
    pooling: z.enum(POOLINGS).default('none'),
    /** Tokens at the beginning that a mean leaves out: class and register tokens. */
    skip: z.int().min(0).default(0),
  })
  .superRefine(({ pooling, skip }, context) => {
    if (skip > 0 && !pooling.endsWith('mean')) {
      const message = `Expected skip only with pooling: mean or cls-mean, got it with pooling: ${pooling}`;
      context.addIssue({ code: 'custom', path: ['skip'], message });
    }
  });
export type Tap = z.infer<typeof Tap>;

/** The tap in one word for tables: `embedding`, `tokens:cls`, `tokens:mean-5`, `image_embeds:before-layer`. */
export function tapLabel({ tensor, before, pooling, skip }: Tap): string {
  const place = before === undefined ? tensor : `${tensor}:before-${before}`;
  if (pooling === 'none') return place;
  return `${place}:${pooling}${skip > 0 ? `-${skip}` : ''}`;
}

/** The tap that a label means; a word that is no label is the name of a tensor. */
export function parseTapLabel(label: string): Tap {
  const [, tensor, before, pooling, skip] = /^(.+?)(:before-layer)?(?::(cls-mean|cls|mean|average)(?:-(\d+))?)?$/.exec(
    label,
  ) ?? [label, label];
  return Tap.parse({
    tensor,
    ...(before === undefined ? {} : { before: 'layer' }),
    ...(pooling === undefined ? {} : { pooling, skip: Number(skip ?? 0) }),
  });
}
