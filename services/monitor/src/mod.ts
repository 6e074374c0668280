export { watchSweep, type WatchOptions } from './watchSweep.ts';
export type { SweepEnd } from './followSweep.ts';
export { terminalTraits, type TerminalTraits } from './terminal.ts';
export { svgPicture, type SvgPictureOptions } from './svgPicture.ts';
