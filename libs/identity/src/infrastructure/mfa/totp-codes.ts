import { Injectable } from '@nestjs/common';
import { Config } from '@almanac/platform';
import { generateSecret, generateURI, verify } from 'otplib';
import { OneTimeCodes } from '../../application/ports/mfa/one-time-codes';

const ISSUER = 'Almanac';
const STEP_SECONDS = 30;

@Injectable()
export class TotpCodes extends OneTimeCodes {
  constructor(private readonly config: Config) {
    super();
  }

  override newSecret(): string {
    return generateSecret();
  }

  override addressOf(secret: string, account: string): string {
    return generateURI({ issuer: ISSUER, label: account, secret });
  }

  override async pictureOf(address: string): Promise<string> {
    // Seldom wanted, and large: it need not be there at the start.
    const { toDataURL } = await import('qrcode');
    return toDataURL(address, { type: 'image/png', errorCorrectionLevel: 'M', margin: 2, width: 240 });
  }

  override async stepOf(secret: string, code: string): Promise<number | undefined> {
    // The library throws at what does not look like a code.
    if (!/^\d{6}$/.test(code)) return undefined;
    const past = this.config.MFA_ACCEPT_PREVIOUS_STEP ? STEP_SECONDS : 0;
    const result = await verify({ secret, token: code, epoch: this.epoch(), epochTolerance: [past, 0] });
    return result.valid && 'timeStep' in result ? result.timeStep : undefined;
  }

  /** Seconds since 1970; tests stop it. */
  epoch(): number {
    return Math.floor(Date.now() / 1000);
  }
}
