import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger as PinoLogger } from 'pino';
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
  'code',
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

/** The process's pino logger: JSON to stdout, or readable lines with `LOG_PRETTY`. */
export function createLogger(config: Pick<ConfigValues, 'LOG_LEVEL' | 'LOG_PRETTY'>, process: string): PinoLogger {
  const options = {
    level: config.LOG_LEVEL,
    base: { process },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
  if (config.LOG_PRETTY) {
    return pino({
      ...options,
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,process', translateTime: 'HH:MM:ss.l' } },
    });
  }
  // Buffered: a write to stdout for each line would cost more than the rest of the logging.
  return pino(options, pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 500 }));
}

/** Injection token of the pino logger. */
export const LOGGER = Symbol('logger');

/** Gives Nest's own messages, and those of `new Logger(context)`, to pino. */
@Injectable()
export class NestLogger implements LoggerService {
  constructor(private readonly pino: PinoLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
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

  private write(level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const fields = typeof context === 'string' ? { context } : {};
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}
