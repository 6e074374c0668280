/**
 * @file A terminal's content from stdin to an SVG on stdout, for pictures of real runs:
 *   tmux capture-pane -e -p -t demo | node services/monitor/src/svgPictureMain.ts 'regatta demo' > monitor.svg
 */
import { text } from 'node:stream/consumers';
import { displayWidth } from '@regatta/report';
import { stripVTControlCharacters } from 'node:util';
import { svgPicture } from './svgPicture.ts';

const lines = (await text(process.stdin)).trimEnd().split(/\r?\n/);
const columns = Math.max(40, ...lines.map((line) => displayWidth(stripVTControlCharacters(line))));
process.stdout.write(svgPicture(lines, { columns, title: process.argv[2] ?? 'regatta watch' }));
