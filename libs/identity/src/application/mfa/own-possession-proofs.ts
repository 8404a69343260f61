import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { PasskeyAnswers } from '../passkeys/passkey-answers';
import { PossessionProofs, type PossessionProof } from '../ports/possession-proofs';
import { SecondFactors } from './second-factors';

/** Authenticators and passkeys as a fresh proof of identity. */
@Injectable()
export class OwnPossessionProofs extends PossessionProofs {
  constructor(
    private readonly factors: SecondFactors,
    private readonly passkeys: PasskeyAnswers,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  override async verify(
    ctx: RequestContext,
    userId: Id,
    { code, passkey }: PossessionProof,
  ): Promise<boolean> {
    if (!passkey) return this.unitOfWork.run(ctx, (tx) => this.factors.use(tx, userId, { code }));
    const checked = await this.passkeys.check(ctx, passkey, 'proof', userId);
    return checked !== undefined && this.unitOfWork.run(ctx, (tx) => this.passkeys.use(tx, checked));
  }
}
