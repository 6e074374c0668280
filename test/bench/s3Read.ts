/**
 * @file What of a server's speed arrives: reads through the object store beside bare loops of GETs over presigned
 * addresses, one that throws the bytes away and one that has them in memory at the end, as the store does; from versitygw
 * on this machine, in turns. Whole shards, and single images.
 *
 * Server and client share the cores here: what a client costs comes off what the server can give.
 */
import { Agent, get, type IncomingMessage } from 'node:http';
import { randomBytes } from 'node:crypto';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { findVersitygw, startVersitygw, type GatewayServer } from '../../libs/blobs/src/s3/versitygw.testkit.ts';
import { median } from '../support/measure.ts';
import { presignedUrl } from '../support/presignedUrl.ts';

const ROUNDS = 5;
const SIZES = [
  { what: 'shards', bytes: 16 * 2 ** 20, count: 8, perTurn: 16 },
  { what: 'images', bytes: 100_000, count: 200, perTurn: 600 },
  { what: 'small images', bytes: 10_000, count: 200, perTurn: 600 },
];
const AT_ONCE = [4, 16];

interface Turn {
  readonly megabytesPerSecond: number;
  /** Of this process. */
  readonly processorMs: number;
}

export default async function bench(): Promise<string> {
  const found = await findVersitygw();
  if ('missing' in found) return `Nothing measured: ${found.missing}.`;
  const server = await startVersitygw(found.path);
  const blobs = await openBlobs(`s3://${server.bucket}/bench`, server.options);
  try {
    const rows: string[] = [];
    for (const size of SIZES) {
      const keys = await fill(blobs, size);
      for (const atOnce of AT_ONCE) rows.push(await measure({ server, blobs, keys }, size, atOnce));
    }
    return [
      `Median of ${ROUNDS} rounds (least to most), MB/s; processor milliseconds of the client per MB.`,
      '',
      '| what | at once | bare GETs, thrown away | bare GETs, kept | through the store | of thrown away | of kept | ms/MB, thrown away | kept | store |',
      '|---|---|---|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  } finally {
    await blobs.close();
    await server.stop();
  }
}

async function fill(blobs: Blobs, { what, bytes, count }: (typeof SIZES)[number]): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, i) => `${what.replaceAll(' ', '-')}/${i}`);
  for (const key of keys) await blobs.put(key, randomBytes(bytes));
  return keys;
}

async function measure(
  { server, blobs, keys }: { server: GatewayServer; blobs: Blobs; keys: readonly string[] },
  { what, bytes, perTurn }: (typeof SIZES)[number],
  atOnce: number,
): Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const urls = keys.map((key) => presignedUrl(`${server.bucket}/bench/${key}`, server.options));
  const contenders = {
    bare: async (i: number) => void (await fetchBare(urls[i % urls.length]!, { agent, bytes, isKept: false })),
    kept: async (i: number) => void (await fetchBare(urls[i % urls.length]!, { agent, bytes, isKept: true })),
    store: async (i: number) => void (await blobs.get(keys[i % keys.length]!)),
  };
  const turns: Record<keyof typeof contenders, Turn[]> = { bare: [], kept: [], store: [] };
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, read] of Object.entries(contenders) as [
      keyof typeof contenders,
      (i: number) => Promise<void>,
    ][]) {
      const turn = await timed(read, { bytes, perTurn, atOnce });
      // The first round opens connections and fills caches.
      if (round >= 0) turns[name].push(turn);
    }
  }
  agent.destroy();
  const shareOf = (name: 'bare' | 'kept') =>
    spread(
      turns.store.map(({ megabytesPerSecond }, i) => (100 * megabytesPerSecond) / turns[name][i]!.megabytesPerSecond),
    );
  const speed = (name: keyof typeof turns) => spread(turns[name].map(({ megabytesPerSecond }) => megabytesPerSecond));
  const cost = (name: keyof typeof turns) =>
    (median(turns[name].map(({ processorMs }) => processorMs)) / ((bytes * perTurn) / 1e6)).toFixed(2);
  const size = bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1000} kB`;
  return `| ${what} of ${size} | ${atOnce} | ${speed('bare')} | ${speed('kept')} | ${speed('store')} | ${shareOf('bare')} % | ${shareOf('kept')} % | ${cost('bare')} | ${cost('kept')} | ${cost('store')} |`;
}

async function timed(
  read: (i: number) => Promise<void>,
  { bytes, perTurn, atOnce }: { bytes: number; perTurn: number; atOnce: number },
): Promise<Turn> {
  const before = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const lines = Array.from({ length: atOnce }, async () => {
    while (next < perTurn) await read(next++);
  });
  await Promise.all(lines);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - before) / 1000;
  return { megabytesPerSecond: (bytes * perTurn) / 1e6 / seconds, processorMs: (user + system) / 1000 };
}

/** @param isKept whether the bytes are put together, as anybody who wants them has to */
function fetchBare(
  url: string,
  { agent, bytes, isKept }: { agent: Agent; bytes: number; isKept: boolean },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let got = 0;
      response.on('data', (chunk: Buffer) => {
        got += chunk.length;
        if (isKept) chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200 && got === bytes) resolve(Buffer.concat(chunks));
        else reject(new Error(`Expected ${bytes} bytes, got ${got} with the status ${response.statusCode}.`));
      });
    });
    request.on('error', reject);
  });
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map((value) => Math.round(value));
  return `${Math.round(median(values))} (${sorted[0]} to ${sorted.at(-1)})`;
}
