import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AuditTrail,
  Config,
  invalid,
  sessionOf,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { PossessionProofs, type PossessionProof } from '../ports/possession-proofs';
import { SessionRepository } from '../ports/session.repository';
import { SessionStates } from '../session-states';
import { PasswordProof, wrongProof } from './password-proof';

/** What somebody proves with who they are: one of the three. */
export interface Proof extends PossessionProof {
  password?: string | undefined;
}

/** Until when what is delicate may be done without another proof. */
export interface Reauthenticated {
  provedAt: string;
  validUntil: string;
}

/** Renews a session's proof of identity, which delicate operations want to be recent ("step-up"). */
@Injectable()
export class ReauthenticationService {
  constructor(
    private readonly passwords: PasswordProof,
    private readonly possessions: PossessionProofs,
    private readonly sessions: SessionRepository,
    private readonly states: SessionStates,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** @throws DomainError VALIDATION_ERROR on the field, ACCOUNT_LOCKED, RATE_LIMIT_EXCEEDED */
  async renew(ctx: RequestContext, proof: Proof): Promise<Reauthenticated> {
    const { sessionId } = sessionOf(ctx);
    await this.check(ctx, proof);
    const provedAt = await this.unitOfWork.run(ctx, (tx) => {
      this.audit.record(tx, ctx, {
        action: 'auth.reauthenticated',
        resource: { type: 'session', id: sessionId },
        after: { method: proof.password === undefined ? 'code' : 'password' },
      });
      return this.note(tx, sessionId);
    });
    return {
      provedAt: new Date(provedAt).toISOString(),
      validUntil: new Date(provedAt + this.config.PROOF_SECONDS * 1000).toISOString(),
    };
  }

  /** Notes a proof that was given just now; gives its time in milliseconds since 1970. */
  async note(tx: Transaction, sessionId: Id): Promise<number> {
    await this.sessions.prove(tx, sessionId);
    const state = await this.sessions.loadState(tx, sessionId);
    if (!state) throw new Error('The session vanished while it was used');
    // Every replica reads the state from the cache, so the very next request has the new proof.
    this.states.putAfterCommit(tx, state);
    return state.provedAt ?? 0;
  }

  private async check(ctx: RequestContext, proof: Proof): Promise<void> {
    const given = Object.entries(proof).filter(([, value]) => value !== undefined);
    const [field] = given.map(([name]) => name);
    if (field === undefined || given.length > 1) {
      const message = 'send exactly one of password, code and passkey';
      throw invalid([{ field: 'password', message, rule: 'exclusive' }]);
    }
    if (proof.password !== undefined) {
      await this.passwords.check(ctx, proof.password, 'password');
      return;
    }
    const { userId, sessionId } = sessionOf(ctx);
    const right = await this.passwords.guarded(ctx, sessionId, () =>
      this.possessions.verify(ctx, userId, proof),
    );
    if (!right) throw wrongProof(field);
  }
}
