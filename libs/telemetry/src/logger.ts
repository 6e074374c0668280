/**
 * @file One way to log: pino, one JSON object a line, on standard error.
 *
 * A message is a constant sentence, the variables are fields: `logger.info({ jobId }, 'Claimed a job.')`. Standard
 * output stays free for what a command answers (tables, NDJSON).
 */
import { pino, stdTimeFunctions, type DestinationStream, type LevelWithSilent, type Logger as PinoLogger } from 'pino';
import { prettyDestination } from './pretty.ts';

export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Values under these names never reach a log line, at the top of it or one level below. */
const SECRET_FIELDS = ['password', 'secretAccessKey', 'sessionToken', 'token', 'authorization'];

export interface LoggerOptions {
  /** Who speaks: `coordinator`, `worker`, `executor`, ... Becomes the field `service` of every line. */
  readonly service: string;
  /** The least severe level that is written. @default 'info' */
  readonly level?: LogLevel;
  /** Where lines go. @default standard error */
  readonly destination?: DestinationStream;
  /** One short line for people instead of JSON, for a terminal. @default false */
  readonly isPretty?: boolean;
}

/**
 * A logger of one process. Lines are written synchronously: the last line before a crash is the one that matters.
 * Use `logger.child({ workerId })` for the fields a part of the process shares.
 */
export function createLogger({ service, level = 'info', destination, isPretty = false }: LoggerOptions): Logger {
  if (!LOG_LEVELS.includes(level)) {
    throw new RangeError(`Expected a log level of ${LOG_LEVELS.join(', ')}, got \`${String(level)}\`.`);
  }
  const raw = destination ?? pino.destination({ dest: 2, sync: true });
  return pino(
    {
      base: { service, pid: process.pid },
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
      // `error` is the name that code uses; pino serialises `err` alone by itself.
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
    },
    isPretty ? prettyDestination(raw) : raw,
  );
}

/** Says nothing; for tests and for libraries whose caller gave no logger. */
export const silentLogger: Logger = pino({ level: 'silent' });
