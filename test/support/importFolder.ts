/**
 * @file One import of a folder by a process of its own, so that its memory is its own. Prints JSON.
 *
 * Usage: importFolder.ts FOLDER PROJECT copy|reference
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { openCatalog } from '@regatta/catalog';

const [source, project, how] = process.argv.slice(2) as [string, string, string];
const began = performance.now();
const blobs = await openBlobs(pathToFileURL(join(project, 'objects')).href);
const catalog = await openCatalog({ folder: project, blobs });
const { summary } = await catalog.addDataset({ source, name: 'bench', reference: how === 'reference' });
const seconds = (performance.now() - began) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const used = { processor_seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1e3 };
console.log(JSON.stringify({ images: summary.images, seconds, ...used }));
