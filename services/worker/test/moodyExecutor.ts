/**
 * @file A process that speaks the executor's side of the pipe and does as a job's payload says, so that tests can have
 * every ending of an executor. MOODY_START says how it starts: `ready`, `old` (another protocol), `dead`.
 */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { EXECUTOR_PROTOCOL_VERSION, ToExecutor, decodeLine, encodeLine, type FromExecutor } from '@regatta/jobs';

const start = process.env['MOODY_START'] ?? 'ready';
if (start === 'dead') {
  console.error('first line of trouble');
  console.error('no such device');
  process.exit(9);
}

const pipe = new Socket({ fd: 3, readable: true, writable: true });
const say = (message: FromExecutor) => void pipe.write(encodeLine(message));
const progress = { done: 1, total: 2, unit: 'images', perSecond: 1, busy: 1, starved: 0 } as const;
let inHand: { id: string; mood: unknown } | null = null;

createInterface({ input: pipe }).on('line', (line) => {
  const message = decodeLine(ToExecutor, line);
  if (message.type === 'stop') {
    if (inHand === null || inHand.mood === 'deaf') return;
    const failure = { kind: 'interrupted', message: message.reason } as const;
    say({ type: 'failed', job: inHand.id, failure });
    inHand = null;
    return;
  }
  const { id, payload } = message.job;
  inHand = { id, mood: payload };
  say({ type: 'progress', job: id, progress });
  switch (payload) {
    case 'works':
      say({ type: 'done', job: id, result: { worked: id } });
      inHand = null;
      break;
    case 'babbles':
      pipe.write('this is no JSON\n');
      break;
    case 'crashes':
      console.error('about to crash');
      process.abort();
      break;
    case 'busy': // hears nothing, as if inside a native call
      for (;;);
    default: // waits for a stop
  }
});
pipe.on('close', () => process.exit(0));
say({
  type: 'ready',
  protocol: start === 'old' ? 0 : EXECUTOR_PROTOCOL_VERSION,
  pid: process.pid,
  device: process.env['REGATTA_STORE'] ?? 'none',
  threads: Number(process.env['REGATTA_THREADS']),
  versions: {},
});
