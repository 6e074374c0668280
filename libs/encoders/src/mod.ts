export {
  ENCODER_ROLES,
  EncoderInput,
  EncoderName,
  EncoderSpec,
  LATER_PRECISIONS,
  PRECISIONS,
  encoderRef,
  preprocessingLabel,
  type EncoderIdentity,
  type EncoderRole,
} from './spec.ts';
export { POOLINGS, Tap, parseTapLabel, tapLabel, type Pooling } from './tap.ts';
export { EncoderManifest } from './manifest.ts';
export { STUDY, STUDY_PREPROCESSING } from './study.ts';
export { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, readNetwork, type BuiltEncoder } from './buildEncoder.ts';
export { proposeManifest, type ManifestProposal, type ProposalSource } from './proposeManifest.ts';
export {
  CONTROL_NAMES,
  buildControl,
  controlFacts,
  type Control,
  type ControlFacts,
  type ControlName,
} from './controls/controls.ts';
export { EncoderError } from './errors.ts';
