export { createSession, type Session, type SessionOptions } from './session.ts';
export type { Port } from './checkFeeds.ts';
export { availableProviders, type Provider } from './provider.ts';
export {
  createMatrixProduct,
  type MatrixProduct,
  type MatrixProductOptions,
  type ProductOptions,
} from './matrixProduct.ts';
export { RUNTIME_VERSION } from './version.ts';
export { FeedError, SessionError } from './errors.ts';
