/**
 * @file Runs the measurements: `npm run bench` all of them, `npm run bench -- NAME ...` some. Each file beside this one
 * measures one thing and returns a Markdown table; the figures kept stand in README.md, with machine and date.
 */
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';

interface Bench {
  /** Measures and returns a Markdown table. */
  readonly default: () => Promise<string>;
}

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such measurement: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

const processor = cpus();
console.log(
  `${processor[0]?.model.trim() ?? 'unknown processor'} x ${processor.length}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
);
for (const name of asked.length > 0 ? asked : known) {
  const bench = (await import(`./${name}.ts`)) as Bench;
  console.log(`\n## ${name}\n\n${await bench.default()}`);
}
