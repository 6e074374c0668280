/** @file Paths in sentences. */
import { relative } from 'node:path';

/** A path as a person would write it from here. */
export function shownPath(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') || near === '' ? file : near;
}
