/** @file JSON lines over a socket. */
import type { Socket } from 'node:net';

/** Nothing that is said is nearly so long; a stranger's endless line must not fill the memory. */
const LINE_CHARS_MAX = 4 * 1024 * 1024;

export function sendLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back with every line, parsed as JSON. What is no JSON, or does not please `onMessage`, ends the connection. */
export function onLines(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    try {
      if (rest.length > LINE_CHARS_MAX) throw new Error('line too long');
      for (const line of lines) onMessage(JSON.parse(line));
    } catch {
      socket.destroy();
    }
  });
}
