export { LOG_LEVELS, createLogger, silentLogger, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { lastWords, runMain, type LastWords } from './lastWords.ts';
export { prettyLine } from './pretty.ts';
