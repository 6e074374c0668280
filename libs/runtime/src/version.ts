/** @file Which ONNX Runtime computes here: recorded with every number. */
import { env } from 'onnxruntime-node';

export const RUNTIME_VERSION: string = env.versions.node ?? env.versions.common;
