/** @file A Python process that answers requests, one JSON document per line, for measurements beside other libraries. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Peer {
  ask(request: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** @throws {Error} from `ask`, with what the process wrote, when it ends before it has answered */
export function startPeer(python: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Peer {
  const child = spawn(python, args, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint = `${complaint}${bytes.toString()}`.slice(-2000)));
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`The peer ended without an answer:\n${complaint}`);
      return JSON.parse(answer.value) as unknown;
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
