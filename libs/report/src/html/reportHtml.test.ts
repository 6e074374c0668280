import { expect, test } from 'vitest';
import { sampleRow, sampleRows } from '../../test/sampleRows.ts';
import { linearScale, spread } from './scale.ts';
import { reportHtml, type ReportInput } from './reportHtml.ts';

const input = (changes: Partial<ReportInput> = {}): ReportInput => ({
  sweep: {
    name: 'demo',
    state: 'done',
    createdAt: new Date('2026-11-02T10:00:00Z'),
    finishedAt: new Date('2026-11-02T10:02:30Z'),
    cells: { pending: 0, done: 70, failed: 2, cancelled: 0 },
  },
  rows: sampleRows(),
  holes: ['0', '1'].map((digit) => ({
    cell: digit.repeat(64),
    encoder: 'hog',
    dataset: 'emoji-drift',
    method: 'knn',
    variant: 'k=20',
    budget: '5',
    draw: 0,
    state: 'failed',
    reason: 'too few images',
  })),
  doubts: [
    {
      ...{
        kind: 'chance-level',
        encoder: 'mobilenet',
        dataset: 'emoji-drift',
        method: 'knn',
        variant: 'k=20',
        budget: '5',
      },
      evidence: 'macro accuracy 8.1 %, where guessing gets 8.3 %',
    },
  ],
  unreadable: [{ dataset: 'emoji-drift', path: 'a/b.png', reason: 'truncated' }],
  encoders: [
    { name: 'dino-vit-s', role: 'pretrained', hash: 'ab'.repeat(32), parameters: 21_665_664 } as { name: string },
    { name: 'hog', role: 'control' } as { name: string },
  ],
  datasets: [{ name: 'emoji-drift' }],
  versions: { node: '24.0.0', 'onnxruntime-node': '1.30.0' },
  generatedAt: new Date('2026-11-02T10:03:00Z'),
  ...changes,
});

test('gives the same bytes for the same input', () => {
  expect(reportHtml(input())).toBe(reportHtml(input()));
});

test('loads nothing from outside', () => {
  const html = reportHtml(input());
  expect(html).not.toMatch(/\b(?:src|href)\s*=|@import|url\(|https?:/i);
  expect(html).toContain("default-src 'none'");
});

test('lets nothing that is data become markup or script', () => {
  const evil = `"><script>alert('x')</script>&`;
  const html = reportHtml(
    input({
      sweep: { ...input().sweep, name: evil },
      rows: [
        sampleRow({ encoder: evil, dataset: evil, variant: evil, budget: '5', subset: 'id' }),
        sampleRow({ encoder: evil, dataset: evil, variant: evil, budget: '5', subset: 'ood' }),
      ],
      holes: [{ ...input().holes[0]!, reason: evil }],
      doubts: [{ ...input().doubts[0]!, evidence: evil }],
      unreadable: [{ dataset: evil, path: evil, reason: evil }],
      encoders: [{ name: evil, [evil]: evil } as { name: string }],
      versions: { [evil]: evil },
    }),
  );
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain("alert('x')");
});

test('has as many opening as closing tags, and unique ids', () => {
  const html = reportHtml(input());
  const body = html.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '');
  for (const tag of ['table', 'tr', 'td', 'th', 'svg', 'g', 'text', 'section', 'figure', 'p', 'div', 'title', 'desc'])
    expect([tag, body.match(new RegExp(`<${tag}[ >]`, 'g'))?.length]).toEqual([
      tag,
      body.match(new RegExp(`</${tag}>`, 'g'))?.length,
    ]);
  const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, references] of body.matchAll(/aria-labelledby="([^"]*)"/g))
    for (const reference of references!.split(' ')) expect(ids).toContain(reference);
});

test('draws, per method, a learning curve in and out of distribution and the gap', () => {
  const html = reportHtml(input());
  expect(html.match(/<svg /g)).toHaveLength(6);
  expect(html).toContain('emoji-drift, in distribution: knn k=20');
  expect(html).toContain('emoji-drift, gap with all labels: logistic-regression c=validate');
  // One error bar per encoder and budget in each curve, two per encoder in each gap picture.
  expect(html.match(/class="error"/g)).toHaveLength(4 * 9 + 2 * 6);
});

test('puts doubts with their evidence before the tables, and no section where there are none', () => {
  const html = reportHtml(input());
  expect(html).toContain('macro accuracy 8.1 %, where guessing gets 8.3 %');
  expect(html.indexOf('chance level')).toBeLessThan(html.indexOf('best first by'));
  expect(reportHtml(input({ doubts: [] }))).not.toContain('Doubts');
});

test('counts holes of one kind on one line and names every unreadable image', () => {
  const html = reportHtml(input());
  expect(html).toContain('2 cells without a result');
  expect(html.match(/too few images/g)).toHaveLength(1);
  expect(html).toContain('a/b.png');
});

test('can be made before there is a result', () => {
  expect(reportHtml(input({ rows: [], holes: [], unreadable: [], encoders: [] }))).toContain(
    'There is no result to judge yet.',
  );
});

test('chooses round ticks that cover the values', () => {
  expect(linearScale([41.2, 68.9], { from: 0, to: 100 }).ticks).toEqual([40, 50, 60, 70]);
  expect(linearScale([0.5, 0.5], { from: 0, to: 100 }).ticks.length).toBeGreaterThan(2);
});

test('moves labels apart inside their limits', () => {
  expect(spread([10, 11, 50], 13, { low: 0, high: 60 })).toEqual([10, 23, 50]);
  expect(spread([58, 59, 60], 13, { low: 0, high: 60 })).toEqual([34, 47, 60]);
});

test('shows known duplicates of its datasets, and says nothing of datasets that nobody has looked at', () => {
  expect(reportHtml(input())).not.toContain('Duplicates and leaks');
  const html = reportHtml(
    input({
      duplicates: [
        {
          dataset: 'emoji-drift',
          images: 4230,
          counts: { sets: 1, copies: 1, leakedTestImages: 0, officialLeaks: 0, contradictions: 0 },
          sets: [
            {
              kind: 'copies',
              isContradiction: false,
              pictures: [{ path: 'a.png', thumbnail: 'data:image/jpeg;base64,AAAA', lines: ['Objects'] }],
              more: 1,
            },
          ],
          encoder: null,
          notCompared: 0,
        },
      ],
    }),
  );
  expect(html).toContain('1 picture is among 4,230 images more than once');
  expect(html).toContain('<img src="data:image/jpeg;base64,AAAA"');
});
