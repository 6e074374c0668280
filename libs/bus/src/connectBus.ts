/** @file Connects to NATS. */
import { connect, type ConnectionOptions, type NatsConnection } from 'nats';
import type { Bus } from './bus.ts';
import { BusUnavailableError } from './errors.ts';
import { Link } from './link.ts';
import { NatsBus } from './natsBus.ts';
import { CONFIRM_MS_MAX, Topology } from './topology.ts';

export interface ConnectBusOptions {
  /** `nats://[user:password@]host:port`, or several of one cluster with commas between them. */
  readonly url: string;
  /** Begins the names of stream and subjects, so that installations can share one NATS. */
  readonly prefix: string;
  /** What the server's monitoring shows of this connection. */
  readonly name: string;
  /** Hears of messages that could not be parsed and were passed over. */
  readonly onGarbage: (reason: string) => void;
  /** How long the first connection may take; later ones are tried for ever. @unit milliseconds @default 10000 */
  readonly connectMsMax?: number;
  /**
   * After this time a wake-up that was pulled and not acknowledged is delivered again. Counts when the consumers are
   * made, by whoever comes first. @unit milliseconds @default 30000, well above the time that a claim takes
   */
  readonly ackWaitMs?: number;
}

const PREFIX = /^[a-z][a-z0-9_-]*$/i;
const RETRY_MS = 250;
/** For one attempt: a server that takes the connection and says nothing. */
const HANDSHAKE_MS_MAX = 3000;
/** A connection that has died without a word is noticed after two of these. */
const PING_MS = 10_000;

/**
 * A bus that stays: once connected, it reconnects for ever.
 * @throws {BusUnavailableError} when no server with JetStream answers in time, or it refuses us.
 */
export async function connectBus(options: ConnectBusOptions): Promise<Bus> {
  const { url, prefix, name, onGarbage, connectMsMax = 10_000, ackWaitMs = 30_000 } = options;
  if (!PREFIX.test(prefix))
    throw new RangeError(`Expected a prefix of letters, digits, - and _ that begins with a letter, got \`${prefix}\`.`);
  const { servers, ...credentials } = parseUrl(url);
  const shownUrl = servers.join(',');
  const connection = await connectFirst(
    {
      servers,
      ...credentials,
      name,
      timeout: Math.min(HANDSHAKE_MS_MAX, connectMsMax),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: PING_MS,
      // A server that is set up anew may refuse us for a moment.
      ignoreAuthErrorAbort: true,
    },
    { shownUrl, connectMsMax },
  );
  if (connection.info?.jetstream !== true) {
    await connection.close();
    throw new BusUnavailableError(`NATS at ${shownUrl} runs without JetStream: start it with --jetstream.`);
  }
  const jetstreamOptions = { timeout: CONFIRM_MS_MAX };
  const manager = await connection.jetstreamManager({ ...jetstreamOptions, checkAPI: false });
  const link = new Link(connection);
  const topology = new Topology({ link, manager, prefix, ackWaitMs });
  return new NatsBus({ link, jetstream: connection.jetstream(jetstreamOptions), topology, url: shownUrl, onGarbage });
}

async function connectFirst(
  options: ConnectionOptions,
  { shownUrl, connectMsMax }: { shownUrl: string; connectMsMax: number },
): Promise<NatsConnection> {
  const deadlineMs = performance.now() + connectMsMax;
  for (;;) {
    try {
      return await connect(options);
    } catch (error) {
      if (performance.now() + RETRY_MS >= deadlineMs) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new BusUnavailableError(
          `No NATS server answered at ${shownUrl} within ${connectMsMax / 1000} s (${reason}): start it (\`regatta up\`), or set REGATTA_NATS_URL to one that runs.`,
          { cause: error },
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

interface Address {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

/** The client takes credentials as options only. Those of the first server count for all. */
function parseUrl(url: string): Address {
  const parsed = url.split(',').map((part) => parseOne(part.trim(), url));
  const servers = parsed.map(({ hostname, port }) => `nats://${hostname}:${port || 4222}`);
  const username = decodeURIComponent(parsed[0]?.username ?? '');
  const password = decodeURIComponent(parsed[0]?.password ?? '');
  if (username === '') return { servers };
  return password === '' ? { servers, token: username } : { servers, user: username, pass: password };
}

function parseOne(part: string, url: string): URL {
  const parsed = URL.parse(part);
  if (parsed === null || parsed.protocol !== 'nats:' || parsed.hostname === '')
    throw new RangeError(`Expected a NATS address like nats://127.0.0.1:4222, got \`${url}\`.`);
  return parsed;
}
