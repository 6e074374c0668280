/**
 * @file How a text is cleaned before a `tokenizer.json` sees it.
 * Source: open_clip, `tokenizer.py` (`canonicalize_text`), after big_vision's `prompt_engineering.py`: SigLIP's prompts are
 * lower case without punctuation.
 */
import { cleanText } from './cleanText.ts';

/**
 * - `none`: as it is; the file's own normalizer may still do something
 * - `lowercase`: CLIP's cleaning (ftfy's repairs, entities, white space, lower case)
 * - `canonicalize`: that, with `_` as a space and without the punctuation of ASCII
 */
export const TEXT_CLEANINGS = ['none', 'lowercase', 'canonicalize'] as const;
export type TextCleaning = (typeof TEXT_CLEANINGS)[number];

/** Python's `string.punctuation`, without `_`. */
const PUNCTUATION = /[!-/:-@[-^`{-~]/g;

export function cleanFor(cleaning: TextCleaning, text: string): string {
  if (cleaning === 'none') return text;
  const clean = cleanText(text);
  if (cleaning === 'lowercase') return clean;
  return clean.replaceAll('_', ' ').replace(PUNCTUATION, '').replace(/ {2,}/g, ' ').trim();
}
