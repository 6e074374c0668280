/**
 * @file The one recipe that the study "Explore wider usage of CLIP" (2022) used for every encoder. Its text says images of
 * 244x244 and ImageNet statistics, and neither the filter nor how 244 became the networks' 224. Taken here: a squash to 244
 * with torchvision's defaults (bilinear, antialias), then a centre crop of 224.
 */
import { Preprocessing } from '@regatta/vision';

export const STUDY_PREPROCESSING: Preprocessing = Preprocessing.parse({
  resize: { mode: 'exact', size: 244, interpolation: 'bilinear' },
  crop: { size: 224, offset: 'half-even' },
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
});

/** The word by which manifests and sweep files choose it. */
export const STUDY = 'study';
