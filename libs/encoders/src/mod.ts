export {
  ENCODER_ROLES,
  EncoderInput,
  EncoderName,
  EncoderSpec,
  LATER_PRECISIONS,
  PRECISIONS,
  encoderRef,
  type EncoderIdentity,
  type EncoderRole,
} from './spec.ts';
export { POOLINGS, Tap, tapLabel, type Pooling } from './tap.ts';
export { EncoderManifest } from './manifest.ts';
export { STUDY, STUDY_PREPROCESSING } from './study.ts';
export { EncoderError } from './errors.ts';
