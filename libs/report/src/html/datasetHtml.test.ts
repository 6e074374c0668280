import { expect, test } from 'vitest';
import { ReportError } from '../errors.ts';
import { datasetHtml, type DatasetPage } from './datasetHtml.ts';
import { duplicatesSentences, type ReportDuplicates } from './duplicatesSection.ts';

const DOT = `data:image/png;base64,${'AA=='.repeat(1)}`;
const picture = (path: string, lines: string[] = ['cat', 'train']) => ({ path, thumbnail: DOT, lines });

const duplicates: ReportDuplicates = {
  dataset: 'pets',
  images: 1234,
  counts: { sets: 3, copies: 1002, leakedTestImages: 1, officialLeaks: 2, contradictions: 1 },
  sets: [
    { kind: 'copies', isContradiction: false, pictures: [picture('train/cat/1.jpg')], more: 999 },
    {
      kind: 'leak',
      isContradiction: true,
      pictures: [picture('train/cat/2.jpg'), picture('test/dog/3.jpg', ['dog', 'test'])],
      more: 0,
    },
  ],
  encoder: 'clip',
  notCompared: 2,
};

const page = (changes: Partial<DatasetPage> = {}): string =>
  datasetHtml({ dataset: 'pets', duplicates, generatedAt: new Date('2026-11-02T10:03:00Z'), ...changes });

test('leaks come first, with their pictures in the page itself and what is not shown counted', () => {
  const html = page();
  expect(html.indexOf('Trained and tested on')).toBeLessThan(html.indexOf('Several times on one side'));
  expect(html.match(/<img src="data:image\/png;base64,/g)).toHaveLength(3);
  expect(html).toContain('img-src data:;');
  expect(html).toContain('The labels differ.');
  expect(html).toContain('And 999 more of the same.');
  expect(html).toContain('1 more are not shown');
});

test('a page without pictures may show none', () => {
  const html = datasetHtml({ dataset: 'pets', facts: [['images', '12']], generatedAt: new Date(0) });
  expect(html).not.toContain('img-src');
  expect(html).toContain('<td class="long">12</td>');
});

test('what was found is said in words', () => {
  expect(duplicatesSentences(duplicates)).toEqual([
    'pets: 3 pictures are among 1,234 images more than once, 1,002 copies in all (looked for by bytes, pixels and features of clip).',
    '1 test image shows a picture that methods train on: scores are too good.',
    '2 images of the official test split have copies in another official split.',
    '1 picture has several labels, of which one at most is right.',
    '2 images could be compared by bytes alone: not decodable, or with nothing on them.',
  ]);
  const none = { sets: 0, copies: 0, leakedTestImages: 0, officialLeaks: 0, contradictions: 0 };
  expect(duplicatesSentences({ ...duplicates, counts: none, sets: [], encoder: null, notCompared: 0 })).toEqual([
    'pets: none of 1,234 images is a copy of another (looked for by bytes and pixels).',
  ]);
});

test('nothing that is data becomes markup, and a thumbnail must be a picture', () => {
  const evil = `"><script>alert('x')</script>`;
  const html = page({
    dataset: evil,
    facts: [[evil, evil]],
    suspects: { notes: [evil], pictures: [picture(evil, [evil, evil])] },
    gallery: [{ title: evil, pictures: [{ path: evil, thumbnail: null, lines: [] }] }],
  });
  expect(html.match(/<script>/g)).toHaveLength(1);
  const broken = { path: 'a.jpg', thumbnail: 'https://elsewhere/a.jpg', lines: [] };
  expect(() => page({ gallery: [{ title: 'cat', pictures: [broken] }] })).toThrow(ReportError);
});
