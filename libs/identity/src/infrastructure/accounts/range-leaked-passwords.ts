import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config, LOGGER, OutgoingClient, type PinoLogger, type RequestContext } from '@almanac/platform';
import { LeakedPasswords } from '../../application/ports/leaked-passwords';

/** Nobody waits longer for it; then the password counts as unknown. */
const TIMEOUT_MS = 1500;
/** A range has some 900 lines of 40 bytes; padded, a few more. */
const MOST_BYTES = 1024 * 1024;
const PREFIX_LENGTH = 5;

/**
 * Asks a range API (k-anonymity, as of Pwned Passwords): it hears five digits of the password's SHA-1 and
 * answers all hashes that begin like it. Fails open: a service that is away must not keep people out.
 */
@Injectable()
export class RangeLeakedPasswords extends LeakedPasswords {
  constructor(
    private readonly config: Config,
    private readonly outgoing: OutgoingClient,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    super();
  }

  override async includes(ctx: RequestContext, password: string): Promise<boolean> {
    const base = this.config.PWNED_PASSWORDS_URL;
    if (base === '') return false;
    const hash = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase();
    try {
      const lines = await this.range(ctx, base, hash.slice(0, PREFIX_LENGTH));
      const suffix = hash.slice(PREFIX_LENGTH);
      // Lines with a count of 0 are padding.
      return lines.some((line) => line.toUpperCase().startsWith(`${suffix}:`) && !/:0+$/.test(line));
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.logger.warn(
        { ...ctx.named, reason },
        'leaked passwords could not be looked up; the password is taken',
      );
      return false;
    }
  }

  private async range(ctx: RequestContext, base: string, prefix: string): Promise<string[]> {
    const answer = await this.outgoing.send(ctx, {
      service: 'leaked-passwords',
      method: 'GET',
      url: `${base.replace(/\/$/, '')}/${prefix}`,
      // Answers of one length tell an eavesdropper nothing.
      headers: { 'add-padding': 'true' },
      timeoutMs: TIMEOUT_MS,
      retry: true,
      addresses: 'configured',
      maxAnswerBytes: MOST_BYTES,
    });
    if (answer.status !== 200) throw new Error(`The range API answered ${answer.status}`);
    return answer.body.split('\n').map((line) => line.trim());
  }
}
