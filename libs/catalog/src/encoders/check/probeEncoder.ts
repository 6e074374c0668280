/** @file The quick probe of an encoder by name, on a dataset of the catalog or on the one that comes along. */
import type { Blobs } from '@regatta/blobs';
import { CONTROL_NAMES, EncoderError, type EncoderSpec } from '@regatta/encoders';
import { SessionError } from '@regatta/runtime';
import type { DatasetCatalog } from '../../datasets/datasetCatalog.ts';
import { EMOJI_DRIFT } from '../../datasets/datasetName.ts';
import { CatalogError } from '../../errors.ts';
import type { EncoderCatalog } from '../encoderCatalog.ts';
import type { EncoderUse } from '../encoderUse.ts';
import type { CheckOptions } from './checkEncoder.ts';
import { quickProbe, type QuickProbe } from './quickProbe.ts';

export interface ProbeOptions extends Pick<CheckOptions, 'provider' | 'threads' | 'signal'> {
  /** Name of a dataset. @default EmojiDrift, which comes with packages and is made at its first use */
  readonly on?: string | undefined;
}

export interface ProbeCatalog {
  /**
   * Is an encoder better than the controls on some images of a dataset? Null for a control itself.
   * @throws {UnknownNameError} @throws {CatalogError} the dataset is too small, or the encoder cannot be run
   */
  probeEncoder(use: string | EncoderUse, options?: ProbeOptions): Promise<QuickProbe | null>;
}

export function probeCatalog(parts: {
  readonly blobs: Blobs;
  readonly datasets: Pick<DatasetCatalog, 'dataset' | 'addEmojiDrift'>;
  readonly encoders: Pick<EncoderCatalog, 'encoder'>;
}): ProbeCatalog {
  const { blobs, datasets, encoders } = parts;
  return {
    probeEncoder: async (use, { on = EMOJI_DRIFT, ...options } = {}) => {
      const { spec: encoder } = await encoders.encoder(use);
      if (encoder.role === 'control') return null;
      if (on === EMOJI_DRIFT) await datasets.addEmojiDrift({ signal: options.signal });
      const controls: EncoderSpec[] = [];
      for (const name of CONTROL_NAMES) controls.push((await encoders.encoder(name)).spec);
      const dataset = await datasets.dataset(on);
      return quickProbe({ blobs, dataset, encoder, controls }, options).catch((error: unknown) => {
        if (!(error instanceof EncoderError || error instanceof SessionError)) throw error;
        throw new CatalogError(error.message, { cause: error });
      });
    },
  };
}
