export type { Bus, BusStatus, Delivery, Subscription, WakeUpConsumer } from './bus.ts';
export { connectBus, type ConnectBusOptions } from './connectBus.ts';
export { BusUnavailableError } from './errors.ts';
