export {
  ENCODER_ROLES,
  EncoderInput,
  EncoderName,
  EncoderSpec,
  PRECISIONS,
  encoderRef,
  preprocessingLabel,
  type EncoderIdentity,
  type EncoderRole,
  type Precision,
} from './spec.ts';
export { POOLINGS, Tap, parseTapLabel, tapLabel, type Pooling } from './tap.ts';
export { EncoderReference, PICTURES, PICTURE_SET, REFERENCE_TOLERANCE, fingerprintOf } from './fingerprint.ts';
export { EncoderManifest, type ManifestText } from './manifest.ts';
export { STUDY, STUDY_PREPROCESSING } from './study.ts';
export { RECIPES, recipeNamed, type RecipeName } from './recipes.ts';
export { RegisteredEncoder, UNVERIFIED, manifestOfRegistered, registeredSide, unverifiedFacts } from './registry.ts';
export { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, readNetwork, type BuiltEncoder } from './buildEncoder.ts';
export { joinExternalData, externalFilesOf } from './externalWeights.ts';
export { proposeManifest, type ManifestProposal, type ProposalSource } from './proposeManifest.ts';
export {
  CONTROL_NAMES,
  buildControl,
  controlFacts,
  type Control,
  type ControlFacts,
  type ControlName,
} from './controls/controls.ts';
export { CLIP_CONTEXT_LENGTH, CLIP_MERGES, ClipTokenizer } from './text/clipTokenizer.ts';
export type { PulledFile, PulledFiles } from './registry.ts';
export { FileTokenizer, type FileTokenizerOptions } from './text/fileTokenizer.ts';
export { TEXT_CLEANINGS, type TextCleaning } from './text/canonicalText.ts';
export type { TextTokenizer } from './text/textTokenizer.ts';
export { Similarity, TextTowerSpec, textTowerHash } from './text/textTowerSpec.ts';
export { TextTower, type TextTowerParts } from './text/textTower.ts';
export { PROMPT_TEMPLATE_SETS, type PromptTemplateSet } from './text/promptTemplateSets.ts';
export { DEFAULT_PROMPT_TEMPLATES, PromptTemplate, PromptTemplates, promptsFor } from './text/promptTemplates.ts';
export { featureSetHash, featuresKey } from './featureSet.ts';
export { relativeDifference } from './relativeDifference.ts';
export { EncoderError } from './errors.ts';
