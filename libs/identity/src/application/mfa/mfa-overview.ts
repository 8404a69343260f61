import { Injectable } from '@nestjs/common';
import { unseen, type Id } from '@almanac/kernel';
import { AuditTrail, Database, sessionOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import type { MfaMethod } from '../../domain/mfa/mfa-method';
import { methodsOf, wantsSecondFactor } from '../../domain/mfa/second-factor-rule';
import { MfaRepository, type TrustedDevice } from '../ports/mfa/mfa.repository';

export interface MfaStatus {
  enabled: boolean;
  /** A role of the person demands a second factor. */
  required: boolean;
  methods: MfaMethod[];
  backupCodesLeft: number;
  trustedDevices: TrustedDevice[];
}

/** What a person has of second factors, and the devices that need none. */
@Injectable()
export class MfaOverview {
  constructor(
    private readonly mfa: MfaRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  async status(ctx: RequestContext): Promise<MfaStatus> {
    const { userId } = sessionOf(ctx);
    const queryable = this.database.for(ctx);
    const standing = await this.mfa.standing(queryable, userId);
    const methods = methodsOf(standing);
    return {
      enabled: wantsSecondFactor(standing),
      required: standing.mfaRequired,
      methods,
      backupCodesLeft: standing.totp ? standing.backupCodes : 0,
      trustedDevices: await this.mfa.trustedDevices(queryable, userId),
    };
  }

  /**
   * Ends the trust in a device, or in all.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async distrust(ctx: RequestContext, deviceId: Id | undefined): Promise<void> {
    const { userId } = sessionOf(ctx);
    await this.unitOfWork.run(ctx, async (tx) => {
      const ended = await this.mfa.distrust(tx, userId, deviceId);
      if (ended === 0 && deviceId !== undefined)
        throw unseen('Trusted device', await this.mfa.isTrustedByOther(tx, userId, deviceId));
      if (ended > 0) {
        const resource =
          deviceId === undefined ? { type: 'user', id: userId } : { type: 'device', id: deviceId };
        this.audit.record(tx, ctx, { action: 'auth.device.revoked', resource, after: { ended } });
      }
    });
  }
}
