/** @file Prompts for zero-shot classification: sentences with a gap for the name of a class. */
import { z } from 'zod';

const GAP = '{}';

/** A sentence with exactly one `{}`: `a photo of a {}.` */
export const PromptTemplate = z.string().refine((text) => text.split(GAP).length === 2, {
  message: `Expected a sentence with one ${GAP} where the name of the class goes`,
});

/** Several are averaged: one feature per class. They belong to a dataset, since what is on its images decides them. */
export const PromptTemplates = z.array(PromptTemplate).min(1).max(1000);
export type PromptTemplates = z.infer<typeof PromptTemplates>;

/** What CLIP's authors give for images of which nothing is known. */
export const DEFAULT_PROMPT_TEMPLATES: PromptTemplates = ['a photo of a {}.'];

/**
 * All prompts of all classes: those of the first class, then those of the second.
 * @param classNames as people say them; underscores become spaces, since a folder may be called `snow_leopard`
 */
export function promptsFor(classNames: readonly string[], templates: PromptTemplates): string[] {
  return classNames.flatMap((name) => {
    const spoken = name.replaceAll('_', ' ').trim();
    return templates.map((template) => template.split(GAP).join(spoken));
  });
}
