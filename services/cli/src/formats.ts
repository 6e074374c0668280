/** @file `--format`: the forms in which rows are answered. */
import { Option } from 'commander';

export const FORMATS = ['text', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export function formatOption(): Option {
  return new Option('--format <format>', 'form of the answer; --json is a fourth').choices(FORMATS).default('text');
}
