import { FactorChanges } from '../../application/mfa/factor-changes';
import { FactorProof } from '../../application/mfa/factor-proof';
import { MfaChallengeService } from '../../application/mfa/mfa-challenge.service';
import { MfaOverview } from '../../application/mfa/mfa-overview';
import { MfaTokens } from '../../application/mfa/mfa-tokens';
import { MfaService } from '../../application/mfa/mfa.service';
import { OwnPossessionProofs } from '../../application/mfa/own-possession-proofs';
import { SecondFactors } from '../../application/mfa/second-factors';
import { PasskeyAnswers } from '../../application/passkeys/passkey-answers';
import { PasskeySignInService } from '../../application/passkeys/passkey-sign-in.service';
import { PasskeysService } from '../../application/passkeys/passkeys.service';
import { MfaRepository } from '../../application/ports/mfa/mfa.repository';
import { OneTimeCodes } from '../../application/ports/mfa/one-time-codes';
import { PasskeyRepository } from '../../application/ports/passkeys/passkey.repository';
import { Webauthn } from '../../application/ports/passkeys/webauthn';
import { PossessionProofs } from '../../application/ports/possession-proofs';
import { SimpleWebauthn } from '../passkeys/simple-webauthn';
import { SqlPasskeyRepository } from '../passkeys/sql-passkey.repository';
import { SqlMfaRepository } from './sql-mfa.repository';
import { TotpCodes } from './totp-codes';

/** Second factors and passkeys, for every process. */
export const mfaProviders = [
  { provide: MfaRepository, useClass: SqlMfaRepository },
  { provide: OneTimeCodes, useClass: TotpCodes },
  { provide: PasskeyRepository, useClass: SqlPasskeyRepository },
  { provide: Webauthn, useClass: SimpleWebauthn },
  { provide: PossessionProofs, useClass: OwnPossessionProofs },
  SecondFactors,
  MfaTokens,
  FactorChanges,
  FactorProof,
  MfaService,
  MfaOverview,
  MfaChallengeService,
  PasskeyAnswers,
  PasskeysService,
  PasskeySignInService,
];
