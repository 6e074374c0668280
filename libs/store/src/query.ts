/** @file One statement of a user, which may only read, for a limited time and a limited number of rows. */
import pg, { type FieldDef, type PoolClient } from 'pg';
import Cursor from 'pg-cursor';
import type { Database } from './database.ts';
import { isConnectionLoss } from './databaseErrors.ts';
import { QueryError } from './errors.ts';
import type { QueryResult } from './store.ts';

/** A server that still says nothing so long after it should have stopped the statement is away. @unit milliseconds */
const SILENCE_MS = 2_000;

/** What begins a statement that gives rows and changes nothing. COPY is not among them: it can write files. */
const READING = /^(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN)$/i;
const BLANKS_AND_COMMENTS = /^(?:[\s(]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** @throws {QueryError} @throws {StoreUnavailableError} */
export async function query(
  database: Database,
  text: string,
  { rowsMax, timeoutMs }: { rowsMax: number; timeoutMs: number },
): Promise<QueryResult> {
  assertReads(text);
  // On a connection of its own: a statement can leave things behind that a transaction's end does not take away.
  return database.borrow(async (client) => {
    await client.query('BEGIN READ ONLY');
    await client.query("SELECT set_config('statement_timeout', $1, true)", [String(Math.ceil(timeoutMs))]);
    try {
      const { rows, fields } = await read(client, text, { rowsMax: rowsMax + 1, silenceMsMax: timeoutMs + SILENCE_MS });
      const columns = fields.map(({ name }) => name);
      return { columns, rows: rows.slice(0, rowsMax), isCut: rows.length > rowsMax };
    } catch (error) {
      throw isConnectionLoss(error) ? error : queryError(error, text, timeoutMs);
    }
  });
}

function assertReads(text: string): void {
  const [word] = /^\w*/.exec(text.replace(BLANKS_AND_COMMENTS, ''))!;
  if (!READING.test(word))
    throw new QueryError(
      `Expected a statement that reads (SELECT, WITH, VALUES, TABLE, SHOW, EXPLAIN), got ${word ? `\`${word}\`` : 'none'}. To change data, use psql.`,
    );
}

interface Rows {
  rows: unknown[][];
  fields: FieldDef[];
}

/** Asks for so many rows and no more: what is beyond them never leaves the server. */
async function read(
  client: PoolClient,
  text: string,
  { rowsMax, silenceMsMax }: { rowsMax: number; silenceMsMax: number },
): Promise<Rows> {
  // The protocol that cursors speak takes one statement at a time; PostgreSQL itself refuses a second one.
  const cursor = client.query(new Cursor<unknown[]>(text, [], { rowMode: 'array', types: { getTypeParser } }));
  // The driver's query_timeout starts for a cursor too, and only this callback, which a cursor never calls, ends it: it
  // would keep the process alive for a minute. So the server's silence needs a timer of our own.
  (cursor as { callback?: () => void }).callback?.();
  const { promise, resolve, reject } = Promise.withResolvers<Rows>();
  const silence = setTimeout(() => reject(new Error('Query read timeout')), silenceMsMax);
  cursor.read(rowsMax, (error, rows, answer) => {
    // The types say that there is always an answer; with an error there is none.
    if (error) reject(error);
    else resolve({ rows, fields: answer.fields });
  });
  return promise.finally(() => clearTimeout(silence));
}

/** Numbers come as numbers where they fit, and else as text; the driver gives text for every 64-bit integer and numeric. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const { INT8, NUMERIC } = pg.types.builtins;
  if (oid !== (INT8 as number) && oid !== (NUMERIC as number))
    return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
  return (text) => {
    const number = Number(text);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
  };
}

function queryError(error: unknown, text: string, timeoutMs: number): QueryError {
  if (!(error instanceof pg.DatabaseError)) return new QueryError(String(error), { cause: error });
  const { code, message, hint, detail } = error;
  if (code === '57014')
    return new QueryError(`The statement took longer than ${timeoutMs / 1000} s and was stopped.`, { cause: error });
  if (code === '42601' && message.startsWith('cannot insert multiple commands'))
    return new QueryError('Expected one statement, got several.', { cause: error });
  const place = placeOf(text, Number(error.position));
  const more = [detail, hint].filter((line) => line !== undefined).map((line) => `\n${line}`);
  return new QueryError(`${message}${place}${more.join('')}`, { cause: error });
}

/** @param position counted in characters from 1, as PostgreSQL does; NaN for none */
function placeOf(text: string, position: number): string {
  if (!(position >= 1)) return '';
  const before = [...text].slice(0, position - 1).join('');
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return ` (line ${line}, column ${column})`;
}
