import type { PlacedFile } from './layouts/layout.ts';
import type { StorableImage } from './storeShards.ts';

/** A file that is an image and will be in the dataset. */
export interface LabelledImage extends StorableImage, PlacedFile {}
