/**
 * @file Runs the tests and says at the end, in one plain line, how many passed and failed.
 *
 *   node test/run.ts                 every test
 *   node test/run.ts libs/jobs test  those below these folders, or whose path holds the given word
 */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { startVitest, type TestModule } from 'vitest/node';
import { summarize, type FileTime, type Outcome } from './setup/summary.ts';

const ROOT = resolve(import.meta.dirname, '..');
const startedMs = performance.now();
const outcomes: Outcome[] = [];
const files: FileTime[] = [];

function collect(modules: readonly TestModule[]): void {
  for (const module of modules) {
    const file = relative(ROOT, module.moduleId);
    const { collectDuration, duration } = module.diagnostic();
    files.push({ file, ms: collectDuration + duration });
    if (module.errors().length > 0) outcomes.push({ name: `${file} (the file itself)`, state: 'failed' });
    for (const suite of module.children.allSuites())
      if (suite.errors().length > 0)
        outcomes.push({ name: `${file} > ${suite.fullName} (its hooks)`, state: 'failed' });
    for (const test of module.children.allTests()) {
      const result = test.result();
      // A test that never came to an end was cut off: its run was not a success.
      const state = result.state === 'pending' ? 'failed' : result.state;
      const reason = result.state === 'skipped' ? (result.note ?? '') : '';
      outcomes.push({ name: `${file} > ${test.fullName}`, state, reason });
    }
  }
}

/** A folder or file becomes its whole path: the word `test` alone would match every `x.test.ts`. */
function toFilter(argument: string): string {
  const path = resolve(ROOT, argument);
  return existsSync(path) ? path + (argument.endsWith('.ts') ? '' : '/') : argument;
}

try {
  const vitest = await startVitest('test', process.argv.slice(2).map(toFilter), {
    root: ROOT,
    watch: false,
    // A forgotten `.only` would silently skip the rest of its file.
    allowOnly: false,
    silent: 'passed-only',
    reporters: [
      'default',
      {
        onTestRunEnd(modules, unhandledErrors) {
          collect(modules);
          for (const { message } of unhandledErrors)
            outcomes.push({ name: `outside of tests: ${message}`, state: 'failed' });
        },
      },
    ],
  });
  await vitest.close();
} catch (error) {
  console.error(error);
  outcomes.push({ name: `the run itself: ${error instanceof Error ? error.message : String(error)}`, state: 'failed' });
}

const { lines, exitCode } = summarize(outcomes, files, performance.now() - startedMs);
// Whatever a test has left open must not keep a finished run from ending.
process.stdout.write(`\n${lines.join('\n')}\n`, () => process.exit(exitCode));
