export { Coordinator, type CoordinatorOptions } from './coordinator.ts';
export { main } from './main.ts';
export { readConfig, type CoordinatorConfig } from './config.ts';
