import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { ConfigValues } from '../config';

/** Keys whose values never reach a log, wherever they stand in what is logged. */
const SECRET_KEYS = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'deviceToken',
  'secret',
  'key',
  'mfaCode',
  'backupCode',
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
];

const redactedPaths = SECRET_KEYS.flatMap((key) => {
  const name = key.includes('-') ? `["${key}"]` : key;
  const nested = key.includes('-') ? `*["${key}"]` : `*.${key}`;
  return [name, nested, key.includes('-') ? `*.*["${key}"]` : `*.*.${key}`];
});

export type { PinoLogger };

type LogSettings = Pick<ConfigValues, 'LOG_LEVEL' | 'LOG_PRETTY'>;

function options(config: Pick<LogSettings, 'LOG_LEVEL'>, process: string) {
  return {
    level: config.LOG_LEVEL,
    base: { process },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
}

/** The process's pino logger: JSON to stdout, or readable lines with `LOG_PRETTY`. */
export function createLogger(config: LogSettings, process: string): PinoLogger {
  if (config.LOG_PRETTY) {
    return pino({
      ...options(config, process),
      transport: {
        target: 'pino-pretty',
        options: { ignore: 'pid,hostname,process', translateTime: 'HH:MM:ss.l', singleLine: true },
      },
    });
  }
  // Buffered: a write to stdout for each line would cost more than the rest of the logging.
  return loggerTo(
    pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 500 }),
    config,
    process,
  );
}

/** A logger that writes to the stream given. */
export function loggerTo(
  stream: DestinationStream,
  config: Pick<LogSettings, 'LOG_LEVEL'>,
  process: string,
): PinoLogger {
  return pino(options(config, process), stream);
}

/**
 * A logger for lines whose fields are fixed and hold no secret, such as the one a request. It looks for none: the
 * search through every value would cost more than the line.
 */
export function withoutRedaction(logger: PinoLogger): PinoLogger {
  return logger.child({}, { redact: [] });
}

/** Injection token of the pino logger. */
export const LOGGER = Symbol('logger');

/** Nest tells of every module and route at the start; that is for whoever asks for debug. */
const FRAMEWORK_CHATTER = new Set([
  ...['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication'],
  'NestApplicationContext',
]);

/** Gives Nest's own messages, and those of `new Logger(context)`, to pino. */
@Injectable()
export class NestLogger implements LoggerService {
  constructor(private readonly pino: PinoLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK_CHATTER.has(contextOf(rest) ?? '') ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = contextOf(rest);
    const fields = context === undefined ? {} : { context };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

/** Who says it: mostly a class. The bundler puts a line before the names of those that know themselves. */
function contextOf(rest: readonly unknown[]): string | undefined {
  const context = rest.at(-1);
  return typeof context === 'string' ? context.replace(/^_(?=[A-Z])/, '') : undefined;
}
