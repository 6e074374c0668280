import { describe, expect, test } from 'vitest';
import { CatalogError } from '../../errors.ts';
import { placeFolders } from './placeFolders.ts';

const layout = (...paths: string[]) => placeFolders(paths, '/photos');
const placed = (...paths: string[]) =>
  layout(...paths).files.map(({ split, className, path }) => `${split} ${className} ${path}`);

describe('a folder of images', () => {
  test('has a folder per class, with images at any depth', () => {
    const { kind, files, notes } = layout('cat/1.jpg', 'cat/more/2.JPEG', 'dog/1.png');
    expect(kind).toBe('classes');
    expect(files).toEqual([
      { path: 'cat/1.jpg', className: 'cat', split: 'none', domain: null, group: null },
      { path: 'cat/more/2.JPEG', className: 'cat', split: 'none', domain: null, group: null },
      { path: 'dog/1.png', className: 'dog', split: 'none', domain: null, group: null },
    ]);
    expect(notes).toEqual(['Read as <class>/*: no folder at the top is named train, val or test.']);
  });

  test('has splits at the top, under any of their names', () => {
    const { kind, notes } = layout('Train/cat/1.jpg', 'validation/cat/1.jpg', 'TEST/cat/1.jpg');
    expect(kind).toBe('splits');
    expect(notes[0]).toMatch(/Train\/, validation\/, TEST\/, with a folder per class in them/);
    expect(placed('train/a/1.jpg', 'val/a/x/2.jpg', 'test/b/3.jpg')).toEqual([
      'train a train/a/1.jpg',
      'val a val/a/x/2.jpg',
      'test b test/b/3.jpg',
    ]);
    expect(layout('val/a/1.jpg', 'valid/b/1.jpg', 'train/a/1.jpg').notes[1]).toBe('val/, valid/ are one split, val.');
  });

  test('may have a class called train', () => {
    const { kind, notes } = layout('train/1.jpg', 'bus/1.jpg', 'car/1.jpg');
    expect(kind).toBe('classes');
    expect(notes[0]).toMatch(/train\/ holds images as bus\/, car\/ does, and so is a class too/);
  });

  test('that can be read in two ways is refused with both', () => {
    expect(() => layout('train/express/1.jpg', 'train/steam/1.jpg', 'bus/red/1.jpg')).toThrow(
      '/photos can be read in two ways: train/ could be a split with the classes express/, steam/, or a class beside bus/.',
    );
  });

  test('names what lies beside the classes', () => {
    expect(layout('cat/1.jpg', 'dog/1.jpg', 'README.md', 'stray.jpg').rejected).toEqual([
      { path: 'README.md', reason: 'lies beside the class folders, in none of them' },
      { path: 'stray.jpg', reason: 'lies beside the class folders, in none of them' },
    ]);
    const paths = [
      'train/cat/1.jpg',
      'test/cat/1.jpg',
      'train/stray.jpg',
      'labels.csv',
      'extra/1.jpg',
      'extra/x/2.jpg',
    ];
    expect(layout(...paths).rejected).toEqual([
      { path: 'train/stray.jpg', reason: 'lies directly in train/, in no folder of a class' },
      { path: 'labels.csv', reason: 'lies beside the folders of the splits' },
      { path: 'extra/', reason: '2 files, in no folder named train, val or test' },
    ]);
  });

  test('takes every file in a class along: bytes decide later what is an image', () => {
    expect(placed('cat/1.jpg', 'cat/notes.txt')).toEqual(['none cat cat/1.jpg', 'none cat cat/notes.txt']);
    expect(placed('cat/image_0001', 'dog/image_0001')).toHaveLength(2);
  });

  test('calls a class by one name, however the file system composes its letters', () => {
    const classes = layout('train/\u00e9t\u00e9/1.jpg', 'test/e\u0301te\u0301/1.jpg').files.map(
      ({ className }) => className,
    );
    expect(new Set(classes)).toEqual(new Set(['\u00e9t\u00e9']));
  });

  test('is not confused by names that objects have by themselves', () => {
    expect(placed('constructor/1.jpg', '__proto__/1.jpg')).toHaveLength(2);
  });

  test.each([
    [[], /\/photos holds no file\. Expected <class>\/\*\.jpg/],
    [['a.jpg', 'b.jpg'], /2 images lie directly in \/photos, in no folder of a class/],
    [['doc/a.txt', 'b.csv'], /holds 2 files, but none named like an image \(the first is doc\/a\.txt\)/],
    [['train/1.jpg', 'test/1.jpg'], /lie directly in train\/, test\/, in no folder of a class/],
  ])('without classes is refused: %j', (paths, expected) => {
    expect(() => layout(...paths)).toThrow(CatalogError);
    expect(() => layout(...paths)).toThrow(expected);
  });
});
