import { PasskeysController } from '../passkeys/passkeys.controller';
import { MfaChallengeController } from './mfa-challenge.controller';
import { MfaController } from './mfa.controller';

/** Second factors and passkeys over HTTP. */
export const mfaControllers = [MfaController, MfaChallengeController, PasskeysController];
