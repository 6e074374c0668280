/** @file The same miniatures, loaded by the libraries that most people load these data sets with. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPeerPython } from '../../../../../test/support/peerPython.ts';
import { startPeer } from '../../../../../test/support/pythonPeer.ts';
import { dtd } from '../../../test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../../test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../../test/miniatures/flowers102.ts';
import { importMiniature } from '../../../test/miniatures/imported.ts';
import { patternNet, ucMerced } from '../../../test/miniatures/landUse.ts';
import type { Miniature } from '../../../test/miniatures/miniature.ts';
import { wildsFmow, wildsIwildcam, wildsRxrx1 } from '../../../test/miniatures/wilds.ts';

const SCRIPT = join(import.meta.dirname, '../../../test/miniatures/peers.py');

interface Case {
  readonly kind: string;
  readonly library: string;
  readonly make: () => Promise<Miniature>;
  readonly option?: string;
  readonly choices?: Record<string, string>;
}

const CASES: Case[] = [
  { kind: 'flowers102', library: 'torchvision', make: () => flowers102() },
  { kind: 'fgvc-aircraft', library: 'torchvision', make: () => fgvcAircraft(), option: 'variant' },
  {
    kind: 'fgvc-aircraft',
    library: 'torchvision',
    make: () => fgvcAircraft('family'),
    option: 'family',
    choices: { level: 'family' },
  },
  { kind: 'dtd', library: 'torchvision', make: () => dtd(), option: '1' },
  { kind: 'dtd', library: 'torchvision', make: () => dtd(4), option: '4', choices: { partition: '4' } },
  { kind: 'patternnet', library: 'torchgeo', make: () => patternNet() },
  { kind: 'ucmerced', library: 'torchgeo', make: () => ucMerced() },
  { kind: 'wilds-fmow', library: 'wilds', make: () => wildsFmow() },
  { kind: 'wilds-iwildcam', library: 'wilds', make: () => wildsIwildcam() },
  { kind: 'wilds-rxrx1', library: 'wilds', make: () => wildsRxrx1() },
];

describe('paths, classes, splits and domains are those of', () => {
  for (const { kind, library, make, option = '', choices = {} } of CASES) {
    test(`${library}: ${kind} ${option}`, { timeout: 120_000 }, async (context) => {
      const python = findPeerPython([library, 'torch', ...(library === 'wilds' ? ['pandas'] : [])]);
      if (python === null) {
        return context.skip(
          `no Python with ${library}: name one in REGATTA_BENCH_PEERS (pip install torchvision torchgeo wilds)`,
        );
      }
      const { folder, found } = await importMiniature(await make(), { choices });
      const peer = startPeer(python, [SCRIPT]);
      const rows = (await peer.ask({ kind, root: folder, option })) as [string, string, string, string | null][];
      await peer.stop();
      const theirs = Object.fromEntries(
        rows.map(([path, className, split, domain]) => [path, { className, split, domain }]),
      );
      const ours = Object.fromEntries(
        Object.entries(found).map(([path, { className, split, domain }]) => [path, { className, split, domain }]),
      );
      expect(ours).toEqual(theirs);
    });
  }
});
