/** @file Starts something on a free port, and on another one when somebody else was quicker. */
import { PortTakenError } from './errors.ts';
import { findFreePort } from './port.ts';

const TRIES = 5;

export async function withFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await findFreePort());
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === TRIES) throw error;
    }
  }
}
