export { LOG_LEVELS, createLogger, silentLogger, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { prettyLine } from './pretty.ts';
