/** @file Facts below each other, as commands show them of one thing. */

/** `  name   value`, values below each other. */
export function factLines(facts: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
