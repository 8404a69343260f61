import { ReauthenticationController } from './reauthentication.controller';

/** The delicate parts of accounts over HTTP. */
export const accountControllers = [ReauthenticationController];
