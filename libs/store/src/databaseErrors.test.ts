import { DrizzleQueryError } from 'drizzle-orm';
import pg from 'pg';
import { expect, test } from 'vitest';
import { driverError, isConflict, isConnectionLoss, storeError } from './databaseErrors.ts';

const server = 'host:5432/regatta';
const ofServer = (code: string) => Object.assign(new pg.DatabaseError('its own words', 0, 'error'), { code });
const ofSystem = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

test.each([
  ['a connection that the server broke', ofServer('08006'), 'StoreUnavailableError', true],
  ['a server that stops', ofServer('57P01'), 'StoreUnavailableError', true],
  ['a server that starts', ofServer('57P03'), 'StoreUnavailableError', true],
  ['too many connections', ofServer('53300'), 'StoreUnavailableError', false],
  ['a full disk', ofServer('53100'), 'StoreUnavailableError', false],
  ['a standby that takes no writes', ofServer('25006'), 'StoreUnavailableError', false],
  ['a wrong password', ofServer('28P01'), 'StoreAccessError', false],
  ['a database that does not exist', ofServer('3D000'), 'StoreAccessError', false],
  ['a right that is missing', ofServer('42501'), 'StoreAccessError', false],
  ['a broken rule of a table', ofServer('23514'), 'error', false],
  ['a statement that took too long', ofServer('57014'), 'error', false],
  ['nobody listening', ofSystem('ECONNREFUSED'), 'StoreUnavailableError', true],
  ['a name that cannot be resolved', ofSystem('ENOTFOUND'), 'StoreUnavailableError', true],
  [
    'several addresses, none of which answers',
    new AggregateError([ofSystem('ETIMEDOUT')]),
    'StoreUnavailableError',
    true,
  ],
  ['a connection that ended', new Error('Connection terminated unexpectedly'), 'StoreUnavailableError', true],
  ['a mistake of ours', new TypeError('x is not a function'), 'TypeError', false],
])('tells what %s means', (_, error, name, isLost) => {
  const told = storeError(error, server) as Error;
  expect(told.name).toBe(name);
  expect(isConnectionLoss(error)).toBe(isLost);
  if (told === error) return;
  expect(told.cause).toBe(error);
  expect(told.message).toContain(server);
});

test('knows when a transaction may be run again', () => {
  expect([ofServer('40001'), ofServer('40P01')].map(isConflict)).toEqual([true, true]);
  expect([ofServer('23505'), ofSystem('40001')].map(isConflict)).toEqual([false, false]);
});

test('looks behind what drizzle wraps around an error', () => {
  const cause = ofServer('40001');
  expect(driverError(new DrizzleQueryError('SELECT $1', ['secret'], cause))).toBe(cause);
  expect(driverError(cause)).toBe(cause);
});
