import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { carryOut, claimOf, launchOf, leadOf, nextWakeUps, workOff } from './contract/world.testkit.ts';
import { Database } from './database.ts';
import { StoreAccessError, StoreUnavailableError } from './errors.ts';
import { openStore } from './openStore.ts';
import type { Store } from './store.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
beforeAll(async () => {
  await under.client.query('CREATE TABLE pair (name text PRIMARY KEY, value integer)');
});

/** A way to the database that can be cut, and one that swallows everything. */
async function startWay() {
  const { hostname, port } = new URL(under.url);
  const sockets = new Set<Socket>();
  let isOpen = true;
  let isDeaf = false;
  const server = createServer((near) => {
    if (!isOpen) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => isDeaf || to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = new URL(under.url);
  address.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: address.href,
    cut,
    mend: () => (isOpen = true),
    deafen: () => (isDeaf = true),
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a store whose database goes away', () => {
  let way: Awaited<ReturnType<typeof startWay>>;
  let store: Store;
  beforeEach(async () => {
    way = await startWay();
    store = await openStore({ url: way.url, poolSize: 1, applicationName: 'regatta test', statementMsMax: 2000 });
  });
  afterEach(async () => {
    await store.close();
    await way.close();
  });

  test('says so in one sentence that may be tried again, and goes on when it is back', async () => {
    expect(await store.sweeps()).toEqual([]);
    way.cut();
    for (let i = 0; i < 3; i++) {
      const error: unknown = await store.sweeps().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as Error).message).toMatch(
        /^The database at 127\.0\.0\.1:\d+\/\w+ cannot be reached \(.+\): check/,
      );
    }
    way.mend();
    expect(await store.sweeps()).toEqual([]);
  });

  test('lets go of a connection that is cut in the middle of a transaction', async () => {
    const holder = new Database({ url: way.url, poolSize: 1, applicationName: 'regatta test' });
    await expect(
      holder.write(async (tx) => {
        await tx.execute(sql`INSERT INTO pair VALUES ('cut', 1)`);
        way.cut();
        await tx.execute(sql`INSERT INTO pair VALUES ('later', 1)`);
      }),
    ).rejects.toThrow(StoreUnavailableError);
    way.mend();
    expect((await holder.read((tx) => tx.execute(sql`SELECT FROM pair`))).rows).toEqual([]);
    await holder.close();
  });

  test('survives a server that ends its connections, idle or not', async () => {
    const end = () =>
      under.client.query(
        'SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    await end();
    // The first call may meet the dead connection before the news of its end.
    await store.sweeps().catch((error: unknown) => expect(error).toBeInstanceOf(StoreUnavailableError));
    expect(await store.sweeps()).toEqual([]);
    const asleep = store.query('SELECT pg_sleep(20)', { rowsMax: 1, timeoutMs: 30_000 });
    await expect
      .poll(
        async () =>
          (await under.client.query("SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)'")).rowCount,
      )
      .toBeGreaterThan(0);
    await Promise.all([end(), expect(asleep).rejects.toThrow(StoreUnavailableError)]);
    expect(await store.sweeps()).toEqual([]);
  });

  test('does not wait for ever for a server that does not answer', async () => {
    expect(await store.sweeps()).toEqual([]);
    way.deafen();
    await expect(store.sweeps()).rejects.toThrow(/cannot be reached \(Query read timeout\)/);
  });

  test('does not wait for ever for the answer to a statement of a user', async () => {
    const answer = store.query('SELECT pg_sleep(0.4)', { rowsMax: 1, timeoutMs: 500 });
    setTimeout(() => way.deafen(), 200);
    await expect(answer).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a database that refuses', () => {
  const open = (url: string) => openStore({ url, poolSize: 1, applicationName: 'regatta test' });

  test('is named, with what to do, and not tried again', async () => {
    const missing = new URL(under.url);
    missing.pathname = '/no_such_database';
    await expect(open(missing.href)).rejects.toThrow(StoreAccessError);
    await expect(open(missing.href)).rejects.toThrow(
      /database "no_such_database" does not exist. Check REGATTA_DATABASE_URL/,
    );
    const stranger = new URL(under.url);
    stranger.username = 'no_such_role';
    await expect(open(stranger.href)).rejects.toThrow(/(?:role|user) "no_such_role"/);
  });

  test('and an address that is none are no faults of the program', async () => {
    await expect(open('postgres://host:port/x')).rejects.toThrow(StoreAccessError);
    await expect(open('postgres://no-such-host.invalid/x')).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a transaction', () => {
  let one: Database;
  beforeEach(async () => {
    one = new Database({ url: under.url, poolSize: 4, applicationName: 'regatta test' });
    await under.client.query("TRUNCATE pair; INSERT INTO pair VALUES ('a', 0), ('b', 0)");
  });
  afterEach(() => one.close());
  const values = async () => (await under.client.query<{ value: number }>('SELECT value FROM pair ORDER BY name')).rows;

  test('that is chosen to end a deadlock is run again', async () => {
    let [runs, holding] = [0, 0];
    const met = Promise.withResolvers<void>();
    const add = (first: string, second: string) =>
      one.write(async (tx) => {
        runs++;
        await tx.execute(sql`UPDATE pair SET value = value + 1 WHERE name = ${first}`);
        // Both have their first lock before either asks for its second.
        if (++holding === 2) met.resolve();
        await met.promise;
        await tx.execute(sql`UPDATE pair SET value = value + 1 WHERE name = ${second}`);
      });
    await Promise.all([add('a', 'b'), add('b', 'a')]);
    expect(await values()).toEqual([{ value: 2 }, { value: 2 }]);
    expect(runs).toBeGreaterThan(2);
  });

  test('that fails leaves nothing, neither rows nor a broken connection', async () => {
    const single = new Database({ url: under.url, poolSize: 1, applicationName: 'regatta test' });
    await expect(
      single.write(async (tx) => {
        await tx.execute(sql`UPDATE pair SET value = 7`);
        await tx.execute(sql`SELECT 1 / 0`);
      }),
    ).rejects.toThrow(expect.objectContaining({ name: 'error', code: '22012' }));
    await expect(
      single.write(async (tx) => {
        await tx.execute(sql`UPDATE pair SET value = 7`);
        throw new RangeError('ours');
      }),
    ).rejects.toThrow(RangeError);
    expect((await single.read((tx) => tx.execute(sql`SELECT value FROM pair`))).rows).toEqual([
      { value: 0 },
      { value: 0 },
    ]);
    await single.close();
  });

  test('tells an error of the database without the parameters of the statement', async () => {
    const secret = 'x'.repeat(1000);
    const error: unknown = await one
      .write((tx) => tx.execute(sql`SELECT ${secret}::integer`))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(pg.DatabaseError);
    expect(Object.keys(error as object)).not.toContain('params');
  });

  test('that only reads cannot write', async () => {
    await expect(one.read((tx) => tx.execute(sql`UPDATE pair SET value = 1`))).rejects.toThrow(
      /cannot serve now.*read-only/,
    );
  });
});

describe('behind a pooler that gives every transaction another connection', () => {
  test('everything works, for nothing is kept in a session', async () => {
    const store = await openStore({ url: under.url, poolSize: 2, applicationName: 'regatta test', usesMax: 1 });
    const { sweep, plan } = launchOf({ draws: 2 });
    await store.saveSweep(sweep, plan);
    for (const { job } of await nextWakeUps(store)) {
      const claim = await claimOf(store, job);
      expect(await store.renew({ job, token: claim.token })).toBe('renewed');
      await carryOut(store, claim);
    }
    expect(await workOff(store)).toEqual(['demo']);
    expect(await store.leaderboard('demo')).toHaveLength(2);
    await store.close();
  });

  test('and nothing is left in a session for whoever gets it next', async () => {
    const store = await openStore({ url: under.url, poolSize: 1, applicationName: 'regatta test' });
    const state = async () => {
      const answer = await store.query(
        `SELECT 'setting', name, setting FROM pg_settings WHERE source = 'session' AND name <> 'statement_timeout'
           AND name NOT LIKE 'transaction_%'
         UNION ALL SELECT 'prepared statement', name, statement FROM pg_prepared_statements
         UNION ALL SELECT 'lock', locktype, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'`,
        { rowsMax: 100, timeoutMs: 5000 },
      );
      return answer.rows;
    };
    await leadOf(store);
    const { sweep, plan } = launchOf({ name: 'other', encoders: ['vit'] });
    await store.saveSweep(sweep, plan);
    await workOff(store);
    expect(await state()).toEqual([]);
    await store.close();
  });
});
