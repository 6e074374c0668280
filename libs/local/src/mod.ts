export { LocalError, PortTakenError } from './errors.ts';
export { findNatsServer, type FindNatsServerOptions } from './nats/findNatsServer.ts';
export { startNats, type StartNatsOptions } from './startNats.ts';
export { startPostgres, type LocalServer, type StartPostgresOptions } from './startPostgres.ts';
