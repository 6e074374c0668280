/** @file A process whose main thread never comes back, as inside a native call, with the watchdog over it. */
import { writeSync } from 'node:fs';
import { startWatchdog } from '../src/watchdog.ts';

startWatchdog();
writeSync(1, 'busy\n');
for (;;);
