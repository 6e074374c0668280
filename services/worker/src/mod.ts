export { Agent, type AgentOptions } from './agent.ts';
export { readConfig, type WorkerConfig } from './config.ts';
export { ExecutorDiedError, type Executor, type JobMessage, type Ready, type SpawnExecutor } from './executor.ts';
export { ExecutorStartError } from './executorKeeper.ts';
export { EXECUTOR_MAIN, spawnExecutor, type ExecutorProcessOptions } from './executorProcess.ts';
export { main } from './main.ts';
