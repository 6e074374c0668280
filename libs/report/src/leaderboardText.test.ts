import { expect, test } from 'vitest';
import { sampleRow, sampleRows } from '../test/sampleRows.ts';
import { leaderboardMarkdown } from './leaderboardMarkdown.ts';
import { leaderboardText } from './leaderboardText.ts';
import { displayWidth } from './text.ts';

const of20 = () => sampleRows().filter(({ budget }) => budget === '20');

test('shows every subset with its interval where the terminal is wide', () => {
  expect(leaderboardText(of20(), { width: 140 })).toMatchInlineSnapshot(`
    "emoji-drift · 20 labels per class · accuracy, % · few-shot
    #  encoder     method                                         id                ood                gap           openmoji            twemoji
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    1  dino-vit-s  logistic-regression c=validate  85.0 [81.5, 88.5]  63.0 [60.6, 65.4]  22.0 [17.8, 26.2]  61.0 [57.6, 64.4]  65.0 [61.7, 68.3]
    2  mobilenet   logistic-regression c=validate  84.0 [80.4, 87.6]  62.0 [59.6, 64.4]  22.0 [17.7, 26.3]  60.0 [56.6, 63.4]  64.0 [60.7, 67.3]
    3  dino-vit-s  knn k=20                        80.0 [76.1, 83.9]  58.0 [55.6, 60.4]  22.0 [17.4, 26.6]  56.0 [52.6, 59.4]  60.0 [56.6, 63.4]
    4  mobilenet   knn k=20                        79.0 [75.0, 83.0]  57.0 [54.6, 59.4]  22.0 [17.3, 26.7]  55.0 [51.6, 58.4]  59.0 [55.6, 62.4]
    5  hog *       logistic-regression c=validate  64.0 [59.3, 68.7]  42.0 [39.6, 44.4]  22.0 [16.7, 27.3]  40.0 [36.6, 43.4]  44.0 [40.6, 47.4]
    6  hog *       knn k=20                        59.0 [54.2, 63.8]  37.0 [34.6, 39.4]  22.0 [16.6, 27.4]  35.0 [31.7, 38.3]  39.0 [35.6, 42.4]
    test images: id 400, ood 1,600, openmoji 800, twemoji 800; mean of 3 draws

    Intervals are 95 %, over test images.
    * a control: no pretraining, what an encoder must beat."
  `);
});

test('shortens the intervals at 100 columns and leaves domains out at 80, saying so', () => {
  expect(leaderboardText(of20(), { width: 100 })).toMatchInlineSnapshot(`
    "emoji-drift · 20 labels per class · accuracy, % · few-shot
    #  encoder     method                                 id        ood        gap   openmoji    twemoji
    ────────────────────────────────────────────────────────────────────────────────────────────────────
    1  dino-vit-s  logistic-regression c=validate  85.0 ±3.5  63.0 ±2.4  22.0 ±4.2  61.0 ±3.4  65.0 ±3.3
    2  mobilenet   logistic-regression c=validate  84.0 ±3.6  62.0 ±2.4  22.0 ±4.3  60.0 ±3.4  64.0 ±3.3
    3  dino-vit-s  knn k=20                        80.0 ±3.9  58.0 ±2.4  22.0 ±4.6  56.0 ±3.4  60.0 ±3.4
    4  mobilenet   knn k=20                        79.0 ±4.0  57.0 ±2.4  22.0 ±4.7  55.0 ±3.4  59.0 ±3.4
    5  hog *       logistic-regression c=validate  64.0 ±4.7  42.0 ±2.4  22.0 ±5.3  40.0 ±3.4  44.0 ±3.4
    6  hog *       knn k=20                        59.0 ±4.8  37.0 ±2.4  22.0 ±5.4  35.0 ±3.3  39.0 ±3.4
    test images: id 400, ood 1,600, openmoji 800, twemoji 800; mean of 3 draws

    Intervals are 95 %, over test images.
    * a control: no pretraining, what an encoder must beat."
  `);
  expect(leaderboardText(of20(), { width: 80 })).toMatchInlineSnapshot(`
    "emoji-drift · 20 labels per class · accuracy, % · few-shot
    #  encoder     method                                 id        ood        gap
    ──────────────────────────────────────────────────────────────────────────────
    1  dino-vit-s  logistic-regression c=validate  85.0 ±3.5  63.0 ±2.4  22.0 ±4.2
    2  mobilenet   logistic-regression c=validate  84.0 ±3.6  62.0 ±2.4  22.0 ±4.3
    3  dino-vit-s  knn k=20                        80.0 ±3.9  58.0 ±2.4  22.0 ±4.6
    4  mobilenet   knn k=20                        79.0 ±4.0  57.0 ±2.4  22.0 ±4.7
    5  hog *       logistic-regression c=validate  64.0 ±4.7  42.0 ±2.4  22.0 ±5.3
    6  hog *       knn k=20                        59.0 ±4.8  37.0 ±2.4  22.0 ±5.4
    test images: id 400, ood 1,600, openmoji 800, twemoji 800; mean of 3 draws
    2 of 4 columns do not fit here; a wider terminal or the CSV has them.

    Intervals are 95 %, over test images.
    * a control: no pretraining, what an encoder must beat."
  `);
});

test('stays within every width from 50 columns on', () => {
  for (let width = 50; width < 160; width += 7) {
    const table = leaderboardText(sampleRows(), { width }).split('\n');
    expect(Math.max(...table.map(displayWidth))).toBeLessThanOrEqual(width);
  }
});

test('keeps to ASCII when asked, and colours only when asked', () => {
  expect(leaderboardText(of20(), { unicode: false })).toMatch(/^[\n\x20-\x7e]*$/);
  expect(leaderboardText(of20(), {})).not.toContain('\x1b');
  expect(leaderboardText(of20(), { color: true })).toContain('\x1b[2m');
});

test('orders entries by rank, then value, and keeps a row that lacks the main subset', () => {
  const text = leaderboardText([
    sampleRow({ encoder: 'second', rank: 2, value: 0.712 }),
    sampleRow({ encoder: 'first', rank: 1, value: 0.7 }),
    sampleRow({ encoder: 'domain-only', subset: 'openmoji', rank: 1 }),
  ]);
  expect(text.match(/first|second|domain-only/g)).toEqual(['first', 'second', 'domain-only']);
});

test('refuses a value that is not a number, and two rows for one place', () => {
  expect(() => leaderboardText([sampleRow({ value: NaN })])).toThrow(
    /finite value.*NaN.*dino-vit-s knn k=20 on emoji-drift\/test/,
  );
  expect(() => leaderboardText([sampleRow(), sampleRow()])).toThrow(/one row per entry and subset/);
});

test('says that there is nothing yet', () => {
  expect(leaderboardText([])).toBe('No results yet.');
});

test('writes Markdown in which names cannot make markup', () => {
  const markdown = leaderboardMarkdown([sampleRow({ encoder: 'a|b*c', role: 'control' })]);
  expect(markdown).toMatchInlineSnapshot(`
    "### emoji-drift · 20 labels per class · accuracy, % · few-shot

    | \\# | encoder | method | test |
    | --: | :-- | :-- | --: |
    | 1 | **a\\|b\\*c \\*** | knn k=20 | 71.3 [69.0, 73.5] |

    Intervals are 95 %, over test images; \\* marks a control, the gap is id minus ood.
    "
  `);
});
