/** @file A server that answers: started by us, on a port of this machine. */
import type { ChildProcess } from './childProcess.ts';

export interface RunningServer {
  readonly name: 'postgres' | 'nats';
  /** Ready for a client, password and all. */
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
}
