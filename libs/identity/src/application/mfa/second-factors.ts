import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { SecretBox, type Queryable, type Transaction } from '@almanac/platform';
import { newBackupCodes } from '../../domain/mfa/backup-codes';
import { MfaRepository } from '../ports/mfa/mfa.repository';
import { OneTimeCodes } from '../ports/mfa/one-time-codes';

/** One of the two, as it was typed. */
export interface TypedFactor {
  /** Of the authenticator. */
  code?: string | undefined;
  backupCode?: string | undefined;
}

export interface PendingSecret {
  secret: string;
  sealed: string;
}

const SECRET = 'mfa-totp-secret/v1';
const BACKUP_CODE = 'mfa-backup-code/v1';

/**
 * Checks codes and spends them: each is right once, also when it comes twice at once.
 *
 * Backup codes have eight digits: whoever holds a stolen table could try all of them against any plain hash,
 * and against bcrypt in hours. A keyed hash is worth nothing without the key, which is not in the database;
 * and it is quick and finds its row by itself, so one conditional UPDATE decides.
 */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly mfa: MfaRepository,
    private readonly codes: OneTimeCodes,
    private readonly box: SecretBox,
  ) {}

  /** Whether the code or backup code is right; it is spent then. */
  async use(tx: Transaction, userId: Id, { code, backupCode }: TypedFactor): Promise<boolean> {
    if (code !== undefined) return this.useCode(tx, userId, code);
    if (backupCode === undefined) return false;
    return this.mfa.spendBackupCode(tx, userId, this.box.hashes(BACKUP_CODE, userId, backupCode));
  }

  /** Keeps a new secret until its first code comes; undefined where one is in use already. */
  async begin(tx: Transaction, userId: Id): Promise<string | undefined> {
    const secret = this.codes.newSecret();
    const kept = await this.mfa.keepPending(tx, userId, this.box.seal(SECRET, userId, secret));
    return kept ? secret : undefined;
  }

  /** A secret that waits for its first code, and how it is kept. */
  async pending(queryable: Queryable, userId: Id): Promise<PendingSecret | undefined> {
    const sealed = await this.mfa.pendingSecret(queryable, userId);
    return sealed === undefined ? undefined : { secret: this.box.open(SECRET, userId, sealed), sealed };
  }

  /** How an authenticator takes the secret. */
  async show(secret: string, account: string): Promise<{ otpauthUrl: string; qrCode: string }> {
    const otpauthUrl = this.codes.addressOf(secret, account);
    return { otpauthUrl, qrCode: await this.codes.pictureOf(otpauthUrl) };
  }

  /** The time step of a code of the secret, or undefined where it is none. */
  stepOf({ secret }: PendingSecret, code: string): Promise<number | undefined> {
    return this.codes.stepOf(secret, code);
  }

  /** Ten new backup codes in place of the former. */
  async renewBackupCodes(tx: Transaction, userId: Id): Promise<string[]> {
    const codes = newBackupCodes();
    const hashes = codes.map((code) => this.box.hashes(BACKUP_CODE, userId, code)[0]);
    await this.mfa.replaceBackupCodes(tx, userId, hashes);
    return codes;
  }

  private async useCode(tx: Transaction, userId: Id, code: string): Promise<boolean> {
    const sealed = await this.mfa.secretInUse(tx, userId);
    if (sealed === undefined) return false;
    const secret = this.box.open(SECRET, userId, sealed);
    const step = await this.codes.stepOf(secret, code);
    if (step === undefined || !(await this.mfa.spendStep(tx, userId, step))) return false;
    if (this.box.isOutdated(sealed))
      await this.mfa.replaceSecret(tx, userId, this.box.seal(SECRET, userId, secret));
    return true;
  }
}
