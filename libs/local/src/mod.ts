export { LocalError, PortTakenError } from './errors.ts';
export { findNatsServer, type FindNatsServerOptions } from './nats/findNatsServer.ts';
export type { ChildStatus, RunningStack, ServerName } from './stack/protocol.ts';
export {
  startStack,
  stackStatus,
  stopStack,
  type ProcessOptions,
  type Stack,
  type StackStatus,
  type StartStackOptions,
} from './stack/stack.ts';
export { startNats, type StartNatsOptions } from './startNats.ts';
export { startPostgres, type LocalServer, type StartPostgresOptions } from './startPostgres.ts';
