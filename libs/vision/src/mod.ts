export { decodeAndPrepare } from './decodeAndPrepare.ts';
export { decode } from './decode.ts';
export { readImageFacts, type ImageFacts } from './imageFacts.ts';
export { sniffFormat, type ImageFormat } from './sniffFormat.ts';
export type { RgbImage } from './rgbImage.ts';
export { INTERPOLATIONS, Preprocessing, outputSide, type Interpolation } from './preprocessing.ts';
export { ImageError, type ImageFault } from './errors.ts';
export { VISION_VERSIONS } from './versions.ts';
