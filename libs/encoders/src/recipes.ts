/**
 * @file Recipes by name: how the libraries in which encoders are published prepare an image for them. Read out of
 * open_clip_torch 3.3.0, torchvision 0.29.2, transformers 5.23.0 and timm 1.0.31; names with `authors` from the authors' own
 * repositories. `study` is the one recipe of the 2022 study.
 *
 * Two recipes of those libraries cannot be said here: DINOv3's of transformers resizes floats instead of pixels, and
 * SigLIP 2 NaFlex takes a variable number of patches.
 */
import { Preprocessing, type Interpolation } from '@regatta/vision';
import { STUDY, STUDY_PREPROCESSING } from './study.ts';

type Statistics = readonly [mean: [number, number, number], std: [number, number, number]];
const CLIP: Statistics = [
  [0.48145466, 0.4578275, 0.40821073],
  [0.26862954, 0.26130258, 0.27577711],
];
const IMAGENET: Statistics = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];
const HALF: Statistics = [
  [0.5, 0.5, 0.5],
  [0.5, 0.5, 0.5],
];
const NONE: Statistics = [
  [0, 0, 0],
  [1, 1, 1],
];

export const RECIPES = {
  [STUDY]: STUDY_PREPROCESSING,
  clip: recipe('shorter 224 bicubic | 224 half-even', CLIP),
  'clip-hf': recipe('shorter 224 bicubic | 224 floor', CLIP),
  'open-clip-siglip': recipe('exact 224 bicubic', HALF),
  'open-clip-siglip2': recipe('exact 224 bicubic', HALF),
  'open-clip-dfn5b': recipe('exact 224 bicubic', CLIP),
  'open-clip-clipa': recipe('exact 224 bilinear', IMAGENET),
  'open-clip-laion2b-l14': recipe('shorter 224 bicubic | 224 half-even', HALF),
  'open-clip-mobileclip-b': recipe('shorter 224 bilinear | 224 half-even', NONE),
  'open-clip-pe-core-b16': recipe('exact 224 bilinear', HALF),
  'torchvision-vit-b-16': recipe('shorter 256 bilinear | 224 half-even', IMAGENET),
  'torchvision-vit-b-32': recipe('shorter 256 bilinear | 224 half-even', IMAGENET),
  'torchvision-vit-l-16': recipe('shorter 242 bilinear | 224 half-even', IMAGENET),
  'torchvision-vit-l-32': recipe('shorter 256 bilinear | 224 half-even', IMAGENET),
  'torchvision-vit-b-16-swag-linear': recipe('shorter 224 bicubic | 224 half-even', IMAGENET),
  convnext_tiny: recipe('shorter 236 bilinear | 224 half-even', IMAGENET),
  convnext_small: recipe('shorter 230 bilinear | 224 half-even', IMAGENET),
  convnext_base: recipe('shorter 232 bilinear | 224 half-even', IMAGENET),
  convnext_large: recipe('shorter 232 bilinear | 224 half-even', IMAGENET),
  efficientnet_b0: recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  efficientnet_b2: recipe('shorter 288 bicubic | 288 half-even', IMAGENET),
  efficientnet_b4: recipe('shorter 384 bicubic | 380 half-even', IMAGENET),
  efficientnet_b6: recipe('shorter 528 bicubic | 528 half-even', IMAGENET),
  efficientnet_v2_s: recipe('shorter 384 bilinear | 384 half-even', IMAGENET),
  swin_t: recipe('shorter 232 bicubic | 224 half-even', IMAGENET),
  'resnet50-v1': recipe('shorter 256 bilinear | 224 half-even', IMAGENET),
  'resnet50-v2': recipe('shorter 232 bilinear | 224 half-even', IMAGENET),
  beit: recipe('exact 224 bicubic', HALF),
  'beit-authors': recipe('shorter 256 bicubic | 224 half-even', HALF),
  'data2vec-vision': recipe('exact 224 bicubic', HALF),
  'vit-hf': recipe('exact 224 bilinear', HALF),
  'vit-mae-hf': recipe('exact 224 bilinear', IMAGENET),
  'vit-mae-authors': recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  'dino-authors': recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  'dino-hf': recipe('exact 224 bilinear', IMAGENET),
  dinov2: recipe('shorter 256 bicubic | 224 floor', IMAGENET),
  'dinov2-authors': recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  'convnext-hf': recipe('shorter 256 bicubic | 224 floor', IMAGENET),
  siglip: recipe('exact 224 bicubic', HALF),
  'siglip2-fixres': recipe('exact 224 bicubic', HALF),
  'timm/vit_base_patch16_224.augreg2_in21k_ft_in1k': recipe('shorter 248 bicubic | 224 half-even', HALF),
  'timm/vit_base_patch16_224.dino': recipe('shorter 248 bicubic | 224 half-even', IMAGENET),
  'timm/vit_base_patch16_224.mae': recipe('shorter 248 bicubic | 224 half-even', IMAGENET),
  'timm/vit_base_patch14_dinov2.lvd142m': recipe('shorter 518 bicubic | 518 half-even', IMAGENET),
  'timm/vit_base_patch16_dinov3.lvd1689m': recipe('shorter 256 bicubic | 256 half-even', IMAGENET),
  'timm/beit_base_patch16_224.in22k_ft_in22k_in1k': recipe('shorter 248 bicubic | 224 half-even', HALF),
  'timm/beitv2_base_patch16_224.in1k_ft_in22k_in1k': recipe('shorter 248 bicubic | 224 half-even', IMAGENET),
  'timm/convnext_tiny.in12k_ft_in1k': recipe('shorter 235 bicubic | 224 half-even', IMAGENET),
  'timm/convnextv2_tiny.fcmae_ft_in1k': recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  'timm/tf_efficientnet_b4.ns_jft_in1k': recipe('shorter 412 bicubic | 380 half-even', IMAGENET),
  'timm/mobilenetv4_conv_small.e2400_r224_in1k': recipe('shorter 256 bicubic | 224 half-even', IMAGENET),
  'timm/resnet50.a1_in1k': recipe('shorter 235 bicubic | 224 half-even', IMAGENET),
  'timm/eva02_base_patch14_448.mim_in22k_ft_in22k_in1k': recipe('exact 448 bicubic | 448 half-even', CLIP),
  'timm/vit_base_patch16_siglip_224.v2_webli': recipe('shorter 248 bicubic | 224 half-even', HALF),
  'timm/deit3_base_patch16_224.fb_in22k_ft_in1k': recipe('shorter 224 bicubic | 224 half-even', IMAGENET),
} as const satisfies Record<string, Preprocessing>;
export type RecipeName = keyof typeof RECIPES;

/** The recipe of a name; null where there is none. */
export function recipeNamed(name: string): Preprocessing | null {
  return Object.hasOwn(RECIPES, name) ? RECIPES[name as RecipeName] : null;
}

/** @param geometry `MODE SIZE FILTER`, and where there is a crop ` | SIZE OFFSET` */
function recipe(geometry: string, [mean, std]: Statistics): Preprocessing {
  const [resize, crop] = geometry.split(' | ').map((part) => part.split(' '));
  const [mode, size, interpolation] = resize as [string, string, Interpolation];
  return Preprocessing.parse({
    resize: { mode, size: Number(size), interpolation },
    crop: crop === undefined ? null : { size: Number(crop[0]), offset: crop[1] },
    mean,
    std,
  });
}
