import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_RATES, costs, observe, type Rates } from './rates.ts';

const feed = (points: readonly { seconds: number; images: number; cells: number; isRunning?: boolean }[]): Rates =>
  points.reduce<Rates>(
    (rates, { seconds, images, cells, isRunning = true }) =>
      observe(rates, { atMs: seconds * 1000, images, cells, isRunning }),
    NO_RATES,
  );

test('knows nothing before something has ended', () => {
  expect(
    costs(
      feed([
        { seconds: 0, images: 0, cells: 0 },
        { seconds: 9, images: 0, cells: 0 },
      ]),
    ),
  ).toEqual({ secondsPerImage: null, secondsPerCell: null });
});

test('does not take for speed what was done before it looked', () => {
  expect(
    costs(
      feed([
        { seconds: 0, images: 5000, cells: 700 },
        { seconds: 5, images: 5000, cells: 700 },
      ]),
    ).secondsPerImage,
  ).toBeNull();
});

test('counts the time in which nothing ended for what ends after it', () => {
  const polls = Array.from({ length: 61 }, (_, seconds) => ({ seconds, images: seconds < 60 ? 0 : 600, cells: 0 }));
  expect(costs(feed(polls)).secondsPerImage).toBeCloseTo(0.1);
});

test('tells the costs of images and cells apart when both go on at once', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 5, noNaN: true }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 30 })), {
        minLength: 3,
        maxLength: 20,
      }),
      (perImage, perCell, steps) => {
        fc.pre(new Set(steps.map(([images, cells]) => cells / images)).size > 1);
        let [seconds, images, cells] = [0, 0, 0];
        const points = [{ seconds, images, cells }];
        for (const [moreImages, moreCells] of steps) {
          [images, cells] = [images + moreImages, cells + moreCells];
          seconds += perImage * moreImages + perCell * moreCells;
          points.push({ seconds, images, cells });
        }
        const found = costs(feed(points));
        const error = Math.abs(found.secondsPerImage! * images + found.secondsPerCell! * cells - seconds) / seconds;
        expect(error).toBeLessThan(0.01);
      },
    ),
  );
});

test('leaves out the time in which the sweep was paused', () => {
  const rates = feed([
    { seconds: 0, images: 0, cells: 0 },
    { seconds: 10, images: 100, cells: 0 },
    { seconds: 1000, images: 100, cells: 0, isRunning: false },
    { seconds: 1010, images: 200, cells: 0 },
  ]);
  expect(costs(rates).secondsPerImage).toBeCloseTo(0.1);
});

test('notices within a few minutes that the fleet has grown', () => {
  const slow = Array.from({ length: 60 }, (_, i) => ({ seconds: i * 10, images: i * 10, cells: 0 }));
  const fast = Array.from({ length: 30 }, (_, i) => ({
    seconds: 590 + (i + 1) * 10,
    images: 590 + (i + 1) * 100,
    cells: 0,
  }));
  expect(costs(feed([...slow, ...fast])).secondsPerImage).toBeCloseTo(0.1, 1);
});

test('never gives a negative cost', () => {
  const point = fc.record({ seconds: fc.integer({ min: 1, max: 50 }), images: fc.nat(50), cells: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 30 }), (steps) => {
      let [seconds, images, cells] = [0, 0, 0];
      const rates = feed(
        steps.map((step) => {
          [seconds, images, cells] = [seconds + step.seconds, images + step.images, cells + step.cells];
          return { seconds, images, cells };
        }),
      );
      const { secondsPerImage, secondsPerCell } = costs(rates);
      for (const cost of [secondsPerImage, secondsPerCell]) expect(cost === null || cost >= 0).toBe(true);
    }),
  );
});
