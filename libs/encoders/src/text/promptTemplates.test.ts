import { expect, test } from 'vitest';
import { DEFAULT_PROMPT_TEMPLATES, PromptTemplates, promptsFor } from './promptTemplates.ts';

test('prompts are the templates with each class in their gap, class by class', () => {
  const templates = PromptTemplates.parse(['a photo of a {}.', '{} in the wild']);
  expect(promptsFor(['snow_leopard', 'house {} cat'], templates)).toEqual([
    'a photo of a snow leopard.',
    'snow leopard in the wild',
    'a photo of a house {} cat.',
    'house {} cat in the wild',
  ]);
  expect(PromptTemplates.parse(DEFAULT_PROMPT_TEMPLATES)).toEqual(DEFAULT_PROMPT_TEMPLATES);
});

test.each([[[]], [['a photo']], [['a {} and a {}']]])('templates %j are refused', (templates) => {
  expect(PromptTemplates.safeParse(templates).success).toBe(false);
});
