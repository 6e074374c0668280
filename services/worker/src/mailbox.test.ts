import { expect, test } from 'vitest';
import { Mailbox } from './mailbox.ts';

test('gives messages in their order, whether they or their taker came first', async () => {
  const mailbox = new Mailbox<number>();
  mailbox.put(1);
  mailbox.put(2);
  expect(await mailbox.take()).toBe(1);
  expect(await mailbox.take()).toBe(2);
  const takers = [mailbox.take(), mailbox.take()];
  mailbox.put(3);
  mailbox.put(4);
  expect(await Promise.all(takers)).toEqual([3, 4]);
});

test('gives what has come before it tells of the end, and then the first reason to everyone', async () => {
  const mailbox = new Mailbox<string>();
  mailbox.put('last words');
  mailbox.fail(new Error('first reason'));
  mailbox.fail(new Error('second reason'));
  expect(await mailbox.take()).toBe('last words');
  await expect(mailbox.take()).rejects.toThrow('first reason');
  await expect(mailbox.take()).rejects.toThrow('first reason');
});

test('tells whoever waits of the end', async () => {
  const mailbox = new Mailbox<string>();
  const waiting = [mailbox.take(), mailbox.take()].map((taking) => expect(taking).rejects.toThrow('the end'));
  mailbox.fail(new Error('the end'));
  await Promise.all(waiting);
});
