import type { StorableImage } from '../storeShards.ts';
import type { PlacedFile } from './recogniseLayout.ts';

/** A file that is an image and will be in the dataset. */
export interface LabelledImage extends StorableImage, PlacedFile {}
