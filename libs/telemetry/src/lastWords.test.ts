import { expect, test } from 'vitest';
import { z } from 'zod';
import { lastWords } from './lastWords.ts';

test('says what is wrong with a configuration and ends with code 2', () => {
  const { error } = z.object({ threads: z.number().min(1) }).safeParse({ threads: 0 });
  const { sentence, exitCode } = lastWords(error);
  expect(exitCode).toBe(2);
  expect(sentence).toMatch(/^The configuration cannot be used:\n.*at threads/s);
});

test('ends with code 3 and the message of whatever else is in the way', () => {
  expect(lastWords(new Error('The database at 127.0.0.1:1 cannot be reached.'))).toEqual({
    sentence: 'The database at 127.0.0.1:1 cannot be reached.',
    exitCode: 3,
  });
  expect(lastWords('gone')).toEqual({ sentence: 'gone', exitCode: 3 });
});
