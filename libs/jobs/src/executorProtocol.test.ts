import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha } from '../test/arbitraries.ts';
import { ContractError } from './errors.ts';
import { decodeLine, encodeLine, FromExecutor, ToExecutor } from './executorProtocol.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0);
const amount = fc.nat();

const anyAnswer: fc.Arbitrary<FromExecutor> = fc.oneof(
  fc.record({
    type: fc.constant('progress' as const),
    job: fc.string(),
    progress: fc.record({
      done: amount,
      total: amount,
      unit: fc.constantFrom('images' as const, 'cells' as const),
      perSecond: amount,
      busy: share,
      starved: share,
    }),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    job: fc.string(),
    failure: fc.record({ kind: fc.constantFrom('interrupted', 'infrastructure', 'job'), message: fc.string() }),
  }),
  fc.record({
    type: fc.constant('cell' as const),
    job: fc.string(),
    outcome: fc.record({
      status: fc.constant('failed' as const),
      cell: fc.string().map(sha),
      reason: fc.string({ minLength: 1 }),
    }),
  }),
);

describe('a line of the pipe', () => {
  test('is read as it was written, whatever stands in it', () => {
    fc.assert(
      fc.property(anyAnswer, (message) => {
        const line = encodeLine(message);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.stringify(decodeLine(FromExecutor, line))).toBe(JSON.stringify(message));
      }),
    );
  });

  test('that is no JSON is refused with what it says', () => {
    expect(() => decodeLine(FromExecutor, 'Segmentation fault\n')).toThrow(ContractError);
    expect(() => decodeLine(FromExecutor, 'Segmentation fault\n')).toThrow(/"Segmentation fault/);
  });

  test('of another protocol is refused with every fault', () => {
    const attempt = () => decodeLine(ToExecutor, JSON.stringify({ type: 'execute', job: { id: '', kind: 'sing' } }));
    expect(attempt).toThrow(ContractError);
    expect(attempt).toThrow(/job\.id[^]*job\.kind|job\.kind[^]*job\.id/);
  });

  test('holds no number that is not one', () => {
    const metric = { name: 'accuracy', subset: 'test', value: NaN, low: 0, high: 1, interval: 'wilson', n: 10 };
    const outcome = { status: 'done', cell: sha('c'), metrics: [metric] };
    expect(() => decodeLine(FromExecutor, JSON.stringify({ type: 'cell', job: 'j', outcome }))).toThrow(/metrics/);
  });
});
