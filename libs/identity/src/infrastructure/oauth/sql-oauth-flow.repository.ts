import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import {
  OAuthFlowRepository,
  type FinishedFlow,
  type NewFlow,
  type ReturningFlow,
} from '../../application/ports/oauth/oauth-flow.repository';
import type { OutsideIdentity, ProviderName } from '../../domain/oauth/outside-identity';

const insertFlow = statement(
  'identity.oauth-flow-insert',
  `INSERT INTO oauth_flows (id, provider, purpose, user_id, redirect_uri, client_state, code_challenge,
                            browser_hash, browser_required, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10::integer))`,
);
/** A browser that shows a cookie must show the right one; one that shows none may be an app's. */
const useState = statement<ReturningFlow>(
  'identity.oauth-flow-use-state',
  `UPDATE oauth_flows SET state_used_at = now()
    WHERE id = $1 AND provider = $2 AND state_used_at IS NULL AND expires_at > now()
      AND CASE WHEN $3::bytea IS NULL THEN NOT browser_required ELSE browser_hash = $3 END
   RETURNING redirect_uri AS "redirectUri", client_state AS "clientState"`,
);
const finishFlow = statement(
  'identity.oauth-flow-finish',
  `UPDATE oauth_flows SET identity = $2, code_expires_at = now() + make_interval(secs => $3::integer) WHERE id = $1`,
);
/** The lock comes before the condition is looked at again, so of many at once one gets the identity. */
const useCode = statement<FinishedFlow>(
  'identity.oauth-flow-use-code',
  `WITH flow AS (
     SELECT id, identity, code_challenge FROM oauth_flows
      WHERE id = $1 AND user_id IS NOT DISTINCT FROM $2::uuid
        AND identity IS NOT NULL AND code_used_at IS NULL AND code_expires_at > now()
        FOR UPDATE
   ), used AS (
     UPDATE oauth_flows f SET code_used_at = now(), identity = NULL FROM flow WHERE f.id = flow.id RETURNING f.id
   )
   SELECT flow.identity, flow.code_challenge AS "codeChallenge" FROM flow JOIN used ON used.id = flow.id`,
);

@Injectable()
export class SqlOAuthFlowRepository extends OAuthFlowRepository {
  override async insert(tx: Transaction, flow: NewFlow): Promise<void> {
    await tx.query(insertFlow, [
      flow.id,
      flow.provider,
      flow.purpose,
      flow.userId,
      flow.redirectUri,
      flow.clientState,
      flow.codeChallenge,
      flow.browserHash,
      flow.browserRequired,
      flow.seconds,
    ]);
  }

  override async useState(
    tx: Transaction,
    id: Id,
    provider: ProviderName,
    browserHash: Buffer | null,
  ): Promise<ReturningFlow | undefined> {
    return (await tx.query(useState, [id, provider, browserHash]))[0];
  }

  override async finish(tx: Transaction, id: Id, identity: OutsideIdentity, seconds: number): Promise<void> {
    await tx.query(finishFlow, [id, JSON.stringify(identity), seconds]);
  }

  override async useCode(tx: Transaction, id: Id, userId: Id | null): Promise<FinishedFlow | undefined> {
    return (await tx.query(useCode, [id, userId]))[0];
  }
}
