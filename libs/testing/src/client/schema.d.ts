// Generated from openapi.json by "npm run client". Do not edit.

export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server is up
         * @description Whether the server is up
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liveness probe
         * @description Liveness probe
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness probe
         * @description Answers 503 until migrations are current and database and Redis answer, and while draining.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description Sends a mail with a link that verifies the address. A taken address costs the same time as a free one.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify an e-mail address
         * @description Takes the token of the mailed link: good for 24 hours, once.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/resend-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another verification mail
         * @description Answers the same for every address, and 429 when it is asked again within five minutes. A mail goes out only where an account waits for it.
         */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description With a second factor, answers an `mfaToken` in place of tokens, for `POST /auth/mfa/challenge`. Five failures lock the account for 15 minutes, for known and unknown addresses alike. A device that has signed in before (`deviceToken`) is not locked out by the failures of others.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for new tokens
         * @description Takes the token from the body or the cookie. Each token is good once; the one just before the newest gives the same successor for ten seconds more. Any other use of a spent token ends the session.
         */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends this session, or all of them. Their access tokens stop working at once, on every replica.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description The same as `GET /users/me`.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See your account
         * @description Needs `read:own-profile` (See your own account.)
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description Ends all sessions and stops your API keys at once, and mails you a link to an export of your data, good for 7 days. Signing in within 30 days restores the account as it was; after that everything is removed for good. Wrong guesses at the password (422) are counted like those at sign-in. An account without a password needs a recent proof of identity instead. The last admin cannot leave, nor the last owner of a team (409).
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        delete: operations["deleteMe"];
        options?: never;
        head?: never;
        /**
         * Change your account
         * @description A merge patch: what is absent stays, null clears or goes back to the default.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/v1/auth/reauthenticate/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a passkey as a fresh proof
         * @description The answer goes to `POST /auth/reauthenticate` as `passkey`.
         */
        post: operations["askProofByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again that it is you
         * @description Takes exactly one of the password, a code of the authenticator and a passkey. Operations that are delicate want such a proof to be recent, and answer `REAUTHENTICATION_REQUIRED` otherwise; a sign-in counts as one. It holds for this session, from the next request on.
         */
        post: operations["reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link that resets the password
         * @description Answers the same for every address, in the same time. A mail goes out only where somebody has the address, and three times an hour at most.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a mailed link
         * @description Takes the token of the mailed link: good for an hour, once. Ends all sessions and lifts a lock. It signs nobody in, and a second factor is asked for as ever.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends all your other sessions. Wrong guesses at `currentPassword` (422) are counted like those at sign-in: five lock this for 15 minutes.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your e-mail address
         * @description Mails a link to the present address and one to the new. The address changes when both have confirmed within 24 hours; the present one can call it off. A second request takes the place of the first.
         */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/confirm-email-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a new e-mail address
         * @description Takes the token of either mailed link, each once. With the second one the address changes.
         */
        post: operations["confirmEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/cancel-email-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call off a change of the e-mail address
         * @description Takes the token of the link in the mail to the present address.
         */
        post: operations["cancelEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See where you are signed in
         * @description See where you are signed in
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End all your other sessions
         * @description Only the session that asks goes on.
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its tokens stop working with the next request, on every replica, and its sockets are closed.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who signed in, or tried to
         * @description Sign-ins to your account and failed attempts, newest first, for twelve months.
         */
        get: operations["listLoginHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have of second factors
         * @description What you have of second factors
         */
        get: operations["getMfa"];
        put?: never;
        post?: never;
        /**
         * Turn the authenticator off
         * @description Needs the password, and a code or backup code. Trusted devices are trusted no more. `POST /auth/mfa/disable` does the same, for clients that send no body with DELETE.
         */
        delete: operations["deleteMfa"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up an authenticator
         * @description Makes a secret and ten backup codes. Nothing changes until `verify-setup` gets a code; calling it again begins anew.
         */
        post: operations["setUpMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/verify-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn the authenticator on
         * @description By its first code, which is spent.
         */
        post: operations["verifyMfaSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new backup codes
         * @description The former ones are void. Needs the password, and a code or backup code.
         */
        post: operations["renewBackupCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn the authenticator off, by POST
         * @description The same as `DELETE /auth/mfa`.
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Trust no device any more
         * @description All of them have to give a second factor again.
         */
        delete: operations["distrustDevices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/trusted-devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Trust a device no more
         * @description Trust a device no more
         */
        delete: operations["distrustDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a sign-in by its second factor
         * @description Takes exactly one of `code`, `backupCode` and `passkey`. A code works once. The `mfaToken` is good for 5 minutes and 5 tries; wrong ones count for the account, too, like wrong passwords.
         */
        post: operations["answerMfaChallenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/challenge/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a passkey as the second factor
         * @description The answer goes to `POST /auth/mfa/challenge` as `passkey`.
         */
        post: operations["askMfaPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/register/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description Give `options` to `navigator.credentials.create`, and what comes of it to `register/verify`.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["askNewPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/register/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a passkey
         * @description The authenticator must have verified its user (fingerprint, face, PIN).
         */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/login/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in by a passkey
         * @description Give `options` to `navigator.credentials.get`, and what comes of it to `login/verify`. No e-mail address is needed.
         */
        post: operations["askPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/login/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by a passkey
         * @description The authenticator has verified its user, so no other factor is asked for.
         */
        post: operations["loginByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your passkeys
         * @description Newest first; nobody has more than twenty.
         */
        get: operations["listPasskeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description The last way to sign in cannot be removed.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        delete: operations["deletePasskey"];
        options?: never;
        head?: never;
        /**
         * Name a passkey
         * @description Name a passkey
         */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/api/v1/auth/oauth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See which providers one can sign in by
         * @description See which providers one can sign in by
         */
        get: operations["listSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin to sign in by a provider
         * @description Gives the address to send the person to. They come back to `redirect_uri` with `code` and your `state`, or with `error` (`access_denied`, `server_error`, `temporarily_unavailable`). Compare `state`, or send a `code_challenge`: it tells that the flow is yours. Works where the provider is switched on by its settings; 404 where it is not.
         */
        get: operations["beginProviderSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the code of a redirect for tokens
         * @description Gives what a sign-in gives: tokens, or `mfaRequired`. The code is good for 60 seconds, once. An identity that is new here makes an account; it joins one with the same address only where the provider and the account both have it verified, else 409: sign in another way and link it at `/auth/oauth/accounts`. Needs a code that only a redirect has.
         */
        post: operations["exchangeProviderCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/google": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in by Google
         * @description Sends the browser to Google; it comes back to `redirect_uri` with a one-time `code` for `POST /auth/oauth/exchange`, and must be the same browser. Works where Google is switched on by its settings; 404 where it is not.
         */
        get: operations["goToGoogle"];
        put?: never;
        /**
         * Sign in by a Google ID token
         * @description For clients with Google’s own button or library. Signature, audience, issuer and expiry are checked; accounts are found as in the exchange. Works where the provider is switched on by its settings; 404 where it is not.
         */
        post: operations["signInWithGoogleToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in by GitHub
         * @description Sends the browser to GitHub; it comes back to `redirect_uri` with a one-time `code` for `POST /auth/oauth/exchange`, and must be the same browser. Works where GitHub is switched on by its settings; 404 where it is not.
         */
        get: operations["goToGithub"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/microsoft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in by Microsoft
         * @description Sends the browser to Microsoft; it comes back to `redirect_uri` with a one-time `code` for `POST /auth/oauth/exchange`, and must be the same browser. Works where Microsoft is switched on by its settings; 404 where it is not.
         */
        get: operations["goToMicrosoft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/google/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from Google
         * @description Google sends browsers here; clients do not call it. Sends the browser on to the `redirect_uri` of the flow. A `state` that is missing, foreign, used or expired is refused here and leads nowhere.
         */
        get: operations["comeBackFromGoogle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/github/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from GitHub
         * @description GitHub sends browsers here; clients do not call it. Sends the browser on to the `redirect_uri` of the flow. A `state` that is missing, foreign, used or expired is refused here and leads nowhere.
         */
        get: operations["comeBackFromGithub"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/microsoft/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from Microsoft
         * @description Microsoft sends browsers here; clients do not call it. Sends the browser on to the `redirect_uri` of the flow. A `state` that is missing, foreign, used or expired is refused here and leads nowhere.
         */
        get: operations["comeBackFromMicrosoft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the identities that open your account
         * @description See the identities that open your account
         */
        get: operations["listLinkedAccounts"];
        put?: never;
        /**
         * Link an identity to your account
         * @description In two steps: `{provider, redirect_uri?, state?}` gives an `authorizationUrl`; when the person has come back, `{code}` links the identity (201). Or at once, by `{googleToken}`. Only whoever began a flow can end it. Works where the provider is switched on.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["linkAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an identity away from your account
         * @description Answers 409 for the last way to sign in: set a password or link another identity first.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        delete: operations["unlinkAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your API keys
         * @description Newest first, and never the keys themselves.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The answer holds the key this once. A key can do what its permissions and yours both allow at the time of the call; it cannot manage keys, passwords, MFA, sessions or roles.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See an API key of yours
         * @description See an API key of yours
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * End an API key of yours
         * @description It stops at once, on every replica, and its sockets are closed.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        /**
         * Change an API key of yours
         * @description A merge patch; counts on the very next call with the key.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        patch: operations["updateApiKey"];
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an API key
         * @description The answer holds the new key this once. The one before is taken for `overlapSeconds` more (0 to 86,400), so that its users can move on.
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List everybody's API keys
         * @description Newest first, and never the keys themselves.
         *
         *     Needs `read:api-keys` (See every user's API keys, never the keys themselves.)
         */
        get: operations["listAllApiKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End anybody's API key
         * @description It stops at once, on every replica, and its sockets are closed.
         *
         *     Needs `write:api-keys` (Revoke any user's API key.)
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description System roles and custom ones.
         *
         *     Needs `read:roles` (See roles and permissions.)
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Make a custom role
         * @description Nobody can put into a role what they do not hold themselves.
         *
         *     Needs `write:roles` (Make and change custom roles.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a role
         * @description Needs `read:roles` (See roles and permissions.)
         */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /**
         * Delete a custom role
         * @description Whoever holds it does so no longer, from their next request on.
         *
         *     Needs `write:roles` (Make and change custom roles.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description A merge patch; counts for everybody who holds the role from their next request on. Of system roles `mfaRequired` alone can be set.
         *
         *     Needs `write:roles` (Make and change custom roles.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/api/v1/admin/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the catalogue of permissions
         * @description Every permission with a sentence, and the roles that hold it.
         *
         *     Needs `read:roles` (See roles and permissions.)
         */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/permissions/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether somebody may do something, and why
         * @description About a user or an API key, in general or with one resource. `via` names every role, tier, collaboration, team and key that allows it; `missing` says what is lacking.
         *
         *     Needs `read:roles` (See roles and permissions.)
         */
        post: operations["explainPermission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a user's roles
         * @description These roles and no others, beside the one of the tier; counts from their next request on, and closes their sockets. You must hold all that each role grants which you give or take. The last admin stays one.
         *
         *     Needs `write:roles` (Make and change custom roles.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        put: operations["setUserRoles"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all accounts
         * @description Needs `read:users` (List and see users.)
         */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See an account
         * @description Needs `read:users` (List and see users.)
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Suspend, verify, unlock or change an account
         * @description A suspension ends all sessions and sockets at once, on every replica. The last admin cannot be suspended (409).
         *
         *     Needs `write:users` (Suspend, verify, unlock and change users.)
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the open sessions of an account
         * @description Needs `read:users` (List and see users.)
         */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of an account
         * @description Their access tokens stop working at once, on every replica.
         *
         *     Needs `write:users` (Suspend, verify, unlock and change users.)
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take the second factor off an account
         * @description For people who have lost their phone and their backup codes: authenticator, backup codes and trusted devices go, all sessions end, and the person is told by mail. Passkeys stay. A role that demands a second factor has them set one up at their next sign-in.
         *
         *     Needs `write:users` (Suspend, verify, unlock and change users.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        delete: operations["resetUserMfa"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/impersonate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act as a user for ten minutes
         * @description Never as an admin, nor as somebody who may do more than you. It cannot touch passwords, second factors, keys or roles, and it ends with your own session. Every step is on record under your name.
         *
         *     Needs `impersonate:users` (Act as another user for ten minutes; audited.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["impersonateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how the whole system fares
         * @description Needs `read:stats` (See statistics of the whole system.)
         */
        get: operations["getAdminStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Newest first. Each entry is chained to the one before it by its hash. `total` is counted up to 100,000; walk further by cursor.
         *
         *     Needs `read:audit-logs` (Read the audit log.)
         */
        get: operations["listAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/audit-logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit log
         * @description Oldest first, as a stream, up to the newest entry when it began. In CSV, cells that a spreadsheet would run as a formula get an apostrophe before them. That it was exported is itself on record.
         *
         *     Needs `read:audit-logs` (Read the audit log.)
         */
        get: operations["exportAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what was done by you, and to your account
         * @description Newest first. Where somebody else acted, who it was and from where is left out; their entry may still be told apart by its `action`.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["listOwnAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your teams
         * @description Those that you belong to, whatever your tier.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["listTeams"];
        put?: never;
        /**
         * Make a team
         * @description You are its owner.
         *
         *     Needs `create:team-planners` (Make planners that belong to a team.)
         */
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a team
         * @description Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        /**
         * Delete a team
         * @description For its owners, whatever their tier. Refused with 409 while the team owns planners: `details` has `reason: "team-owns"` and how many. Delete those first; what is in the trash of the team falls to you, and can be restored by you.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        delete: operations["deleteTeam"];
        options?: never;
        head?: never;
        /**
         * Change a team
         * @description A merge patch, for its managers and owners.
         *
         *     Needs `manage:team-members` (Invite and remove members of a team.)
         */
        patch: operations["updateTeam"];
        trace?: never;
    };
    "/api/v1/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who belongs to a team
         * @description Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["listTeamMembers"];
        put?: never;
        /**
         * Invite somebody into a team
         * @description For its managers and owners, to a role that is not above their own. The address gets a mail with a link that is good for 7 days and for one use, by whoever has a verified account with that address (`POST /invitations/{invitation}/accept`). Nothing here tells whether it has one. Inviting an address again replaces its open invitation: the older link is dead.
         *
         *     Needs `manage:team-members` (Invite and remove members of a team.)
         */
        post: operations["inviteTeamMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave a team
         * @description With your own id you leave, whatever your role and tier. Removing others needs `manage:team-members`, and a role in the team that is manager or owner, and not below theirs. Access to the planners of the team ends at once, at the sockets too. The last owner cannot go: 409 with `reason: "last-owner"`.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        delete: operations["removeTeamMember"];
        options?: never;
        head?: never;
        /**
         * Change the role of a member
         * @description Nobody gives a role above their own, nor changes somebody who has one. The last owner stays one: 409 with `reason: "last-owner"`. Counts from the next request on.
         *
         *     Needs `manage:team-members` (Invite and remove members of a team.)
         */
        patch: operations["updateTeamMember"];
        trace?: never;
    };
    "/api/v1/teams/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the open invitations of a team
         * @description For its managers and owners.
         *
         *     Needs `manage:team-members` (Invite and remove members of a team.)
         */
        get: operations["listTeamInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Its link is dead from then on.
         *
         *     Needs `manage:team-members` (Invite and remove members of a team.)
         */
        delete: operations["revokeTeamInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what an invitation is about
         * @description For whoever holds the link; nothing changes by it.
         */
        get: operations["getInvitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Your account must have the address that was invited (403, `reason: "other-address"`), and it must be verified (403 `EMAIL_NOT_VERIFIED`). A link is good for one answer; after that, or past its time, 400 `INVALID_TOKEN`. Whoever belongs to it already keeps the higher of both roles.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline an invitation
         * @description The link is enough; nobody needs an account to say no.
         */
        post: operations["declineInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/data-export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export everything that is held on you
         * @description Makes a ZIP of JSON files in the background: follow the job, or wait for the mail with the link, which is good for a day. Within an hour a second call gives the same job.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        post: operations["exportMyData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete your account, by POST
         * @description The same as `DELETE /users/me`, for clients whose DELETE takes no body.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        post: operations["deleteMeByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your planners
         * @description What you own, what is shared with you and what your teams own, newest first. Archived ones only if asked for.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["listPlanners"];
        put?: never;
        /**
         * Make a planner
         * @description Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["createPlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a planner with all that is in it
         * @description Its sections and their activities in order, its collaborators, and `sharing`, a summary of who else sees it, which is shown here alone: lists, events and the sync leave it out.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getPlanner"];
        /**
         * Replace what a planner says
         * @description What is left out takes its default. Sections and activities stay.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        put: operations["replacePlanner"];
        post?: never;
        /**
         * Put a planner into the trash
         * @description The owner alone may. It can be brought back for 30 days.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        delete: operations["deletePlanner"];
        options?: never;
        head?: never;
        /**
         * Change a planner
         * @description A merge patch: what is absent stays, null clears. Editors change title, description, colour and tags.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        patch: operations["updatePlanner"];
        trace?: never;
    };
    "/api/v1/planners/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a planner out of the trash
         * @description Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["restorePlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a planner
         * @description Lists leave it out from then on. Admins of it and its owner may.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["archivePlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a planner out of the archive
         * @description Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["unarchivePlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a copy of a planner
         * @description Whoever may read it may; the copy is theirs, private, and shared with nobody.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["duplicatePlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who changed what in a planner
         * @description Field by field, newest first.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listPlannerHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the figures of a planner
         * @description Days are those of your time zone.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getPlannerStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/planners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the planners of a team
         * @description For its members; newest first. Archived ones only if asked for.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["listTeamPlanners"];
        put?: never;
        /**
         * Make a planner for a team
         * @description For its members. The team owns it, so it counts against nobody’s limit: members are editors of it, managers are admins, and the owners of the team own it, with the right to delete it.
         *
         *     Needs `create:team-planners` (Make planners that belong to a team.)
         */
        post: operations["createTeamPlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{plannerId}/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sections of a planner
         * @description In their order.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listSections"];
        put?: never;
        /**
         * Make a section
         * @description Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createSection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/sections/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the order of all sections at once
         * @description Names each section of the planner once; a list that is out of date answers 409. `If-Match` takes the ETag of the planner.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        put: operations["orderSections"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a section
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getSection"];
        put?: never;
        post?: never;
        /**
         * Put a section into the trash, with its activities
         * @description It can be brought back for 30 days.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteSection"];
        options?: never;
        head?: never;
        /**
         * Change a section, or its place
         * @description A merge patch: what is absent stays, null clears.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateSection"];
        trace?: never;
    };
    "/api/v1/activities/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write up to 100 activities in one request
         * @description Answers 200 with a result for each operation; an atomic batch that fails answers as its first failure would, with its place in front of the fields.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["batchActivities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections/{id}/activities/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write up to 100 activities of one section in one request
         * @description Every operation must be about this section; `create` need not name it. Answers 200 with a result for each operation; an atomic batch that fails answers as its first failure would, with its place in front of the fields.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["batchSectionActivities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/quick-add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an activity of one line of natural language
         * @description It is read in your language and time zone. Besides times it knows `#tag`, `!high` or `!!1` to `!!4`, `for 45m` or `for 1h30`, and `every 6 months`. Without a section it goes to the one that you used last, or to an inbox that is made for you.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.), `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["quickAddActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/assignees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who works on an activity
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listAssignees"];
        put?: never;
        /**
         * Assign somebody to an activity
         * @description They must be able to see the planner. Assigning somebody again does nothing.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["assignActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/assignees/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take somebody off an activity
         * @description Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["unassignActivity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the checklist of an activity
         * @description The version is that of the activity.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listChecklistItems"];
        put?: never;
        /**
         * Add a line to a checklist
         * @description The version is that of the activity.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createChecklistItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/checklist/{itemId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a line of a checklist
         * @description The version is that of the activity.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getChecklistItem"];
        put?: never;
        post?: never;
        /**
         * Take a line off a checklist
         * @description The version is that of the activity.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteChecklistItem"];
        options?: never;
        head?: never;
        /**
         * Change, tick or move a line of a checklist
         * @description The version is that of the activity.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateChecklistItem"];
        trace?: never;
    };
    "/api/v1/activities/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the comments on an activity
         * @description The oldest first, unless it is asked for another order.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listComments"];
        put?: never;
        /**
         * Comment on an activity
         * @description Whoever sees the planner may.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/comments/{commentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a comment
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getComment"];
        put?: never;
        post?: never;
        /**
         * Delete a comment
         * @description Its author may, and whoever manages the planner. It does not come back.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteComment"];
        options?: never;
        head?: never;
        /**
         * Change what you said
         * @description Its author alone may.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateComment"];
        trace?: never;
    };
    "/api/v1/activities/{id}/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the reminders of an activity
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listReminders"];
        put?: never;
        /**
         * Set a reminder
         * @description At a `time`, or `offset` minutes before the due date, with which it moves. One whose time is past is kept and does not fire.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createReminder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/reminders/{reminderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a reminder
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getReminder"];
        put?: never;
        post?: never;
        /**
         * Take a reminder away
         * @description Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteReminder"];
        options?: never;
        head?: never;
        /**
         * Change a reminder
         * @description A time takes the place of an offset, and the other way round; another time lets it be sent again.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateReminder"];
        trace?: never;
    };
    "/api/v1/timer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See your running timer
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getTimer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/timer/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start your timer on an activity
         * @description One runs for each person: starting it on another activity stops it where it runs.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["startTimer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/timer/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop your timer on an activity
         * @description Its whole minutes are added to `metadata.actualDuration`.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["stopTimer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the filters that you keep
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listFilters"];
        put?: never;
        /**
         * Keep a filter
         * @description Up to 100. The query is checked as the list of activities checks it.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createFilter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a filter
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getFilter"];
        /**
         * Replace a filter
         * @description Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        put: operations["replaceFilter"];
        post?: never;
        /**
         * Delete a filter
         * @description Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteFilter"];
        options?: never;
        head?: never;
        /**
         * Change a filter
         * @description Absent stays, null clears; the query is changed as a whole.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateFilter"];
        trace?: never;
    };
    "/api/v1/filters/{id}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the activities that a filter finds
         * @description What else is given goes before what the filter says.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listFilteredActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what today holds
         * @description Due, beginning or going on, in your time zone, across planners; without what was cancelled.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["viewToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/upcoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what the next days hold
         * @description From tomorrow on, in your time zone, across planners; without what was cancelled.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["viewUpcoming"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what is late
         * @description Open and due before now, across planners, the longest overdue first.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["viewOverdue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/occurrences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List when an activity occurs
         * @description All of its series that begin in the range: those that are activities already, and those that the rule still brings. Skipped ones are left out, or `cancelled` where they were activities. Over 1,000, or over ten years, is refused.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listOccurrences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}/occurrences/{originalStart}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Skip one occurrence, or end a series before it
         * @description An occurrence that is an activity is cancelled, and the next one made. With `scope: following` nothing comes any more from it on.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["skipOccurrence"];
        options?: never;
        head?: never;
        /**
         * Change one occurrence, or a series from one on
         * @description Alone, it keeps what it has of its own when the series is changed. With `scope: following` the series ends before it, and another one begins with it: `activityId` is its activity. `If-Match` looks at the activity that is named.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateOccurrence"];
        trace?: never;
    };
    "/api/v1/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List activities across planners
         * @description Of every planner that you own or share, archived ones left out; or of one planner or section.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections/{sectionId}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the activities of a section
         * @description In their order, unless it is asked for another.
         *
         *     Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listSectionActivities"];
        put?: never;
        /**
         * Make an activity
         * @description It comes to the end of the section, pending unless it says otherwise.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["createActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See an activity
         * @description Needs `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["getActivity"];
        /**
         * Replace an activity
         * @description What is left out takes its default. Its place stays.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        put: operations["replaceActivity"];
        post?: never;
        /**
         * Put an activity into the trash
         * @description It can be brought back for 30 days.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        delete: operations["deleteActivity"];
        options?: never;
        head?: never;
        /**
         * Change an activity
         * @description A merge patch: what is absent stays, null clears. The status `completed` sets `completedAt` and a progress of 100; leaving it takes both back.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        patch: operations["updateActivity"];
        trace?: never;
    };
    "/api/v1/activities/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move an activity
         * @description Within its section or to another one, also of another planner that you may write.
         *
         *     Needs `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["moveActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what you deleted and can bring back
         * @description Your planners and plans, and sections and activities of planners that you may write, for 30 days, newest first.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["listTrash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring something back
         * @description A planner, a plan, a section with its activities, or an activity.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.), `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["restoreFromTrash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search planners, activities, comments, plans and templates
         * @description By full text, in titles, tags and texts of all planners that you own or share (archived ones only where `plannerId` names them), of your plans and those that are shared with you, and of the templates that you may use; the best first. Case and accents do not count. Where little is found, titles and tags that resemble the query are found, too. What was saved before the request is found. Plans and templates are left out where your permissions do not reach to `read:own-plans` and `read:own-templates`, and where `plannerId` is given. A permission over the planners of everybody opens the one that `plannerId` names, and nothing else.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your plans
         * @description What you own, what is shared with you and what your teams own, newest first; without steps.
         *
         *     Needs `read:own-plans` (See your plans.)
         */
        get: operations["listPlans"];
        put?: never;
        /**
         * Make a plan
         * @description Steps whose dependencies go round in a circle, or lead to a step that is not there, are refused. A body may have 10 MiB.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a plan with its steps
         * @description Needs `read:own-plans` (See your plans.)
         */
        get: operations["getPlan"];
        /**
         * Replace a plan
         * @description What is left out takes its default.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        put: operations["replacePlan"];
        post?: never;
        /**
         * Put a plan into the trash
         * @description The owner alone may. It can be brought back for 30 days; activities that it made stay.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        delete: operations["deletePlan"];
        options?: never;
        head?: never;
        /**
         * Change a plan
         * @description A merge patch: what is absent stays, null clears. A list of steps takes the place of the one before.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        patch: operations["updatePlan"];
        trace?: never;
    };
    "/api/v1/plans/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a plan out of the trash
         * @description Needs `write:own-plans` (Make and change plans.)
         */
        post: operations["restorePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute when everything happens
         * @description By the critical path method, in working time. It changes nothing: `apply` writes it into a planner. A deadline that cannot be kept makes it infeasible, and `blame` names the steps that are to blame.
         *
         *     Needs `read:own-plans` (See your plans.)
         */
        post: operations["schedulePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a plan into a planner
         * @description Each step becomes an activity with its dates, priority and dependencies, in a section of the planner that has the title of the plan. Applying again updates these activities and makes none twice; that of a step which is no more is cancelled unless it was completed. A user whose id stands as the assignee is assigned if they see the planner.
         *
         *     Needs `read:own-plans` (See your plans.), `write:own-plans` (Make and change plans.), `write:own-planners` (Make and change planners, as far as your role on each allows.), `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["applyPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/gantt.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draw a schedule
         * @description A Gantt chart: a bar for each step, the critical path in red, dependencies as arrows, days off shaded, today and the deadline as lines. Of more than 500 steps it shows the 500 that start first.
         *
         *     Needs `read:own-plans` (See your plans.)
         */
        get: operations["drawPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who changed what in a plan
         * @description Field by field, and step by step, newest first.
         *
         *     Needs `read:own-plans` (See your plans.)
         */
        get: operations["listPlanHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description Your own, those of your teams, and all that are public, those that come with Almanac among them. Bodies are left out.
         *
         *     Needs `read:own-templates` (See templates that you may use.)
         */
        get: operations["listTemplates"];
        put?: never;
        /**
         * Make a template
         * @description Bodies of all kinds can be kept; of which kinds something can be made depends on what this server can do.
         *
         *     Needs `write:own-templates` (Make and change templates.)
         */
        post: operations["createTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the categories of templates
         * @description Of the templates that you see, with their number, the fullest first.
         *
         *     Needs `read:own-templates` (See templates that you may use.)
         */
        get: operations["listTemplateCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a template with its body
         * @description Needs `read:own-templates` (See templates that you may use.)
         */
        get: operations["getTemplate"];
        /**
         * Replace a template
         * @description What is left out takes its default. Its owner may.
         *
         *     Needs `write:own-templates` (Make and change templates.)
         */
        put: operations["replaceTemplate"];
        post?: never;
        /**
         * Delete a template
         * @description Its owner may. What was made of it stays.
         *
         *     Needs `write:own-templates` (Make and change templates.)
         */
        delete: operations["deleteTemplate"];
        options?: never;
        head?: never;
        /**
         * Change a template
         * @description A merge patch, which reaches into the body: what is absent stays, null clears, lists are replaced. Its owner may.
         *
         *     Needs `write:own-templates` (Make and change templates.)
         */
        patch: operations["updateTemplate"];
        trace?: never;
    };
    "/api/v1/templates/{id}/instantiate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make something of a template
         * @description All of it or nothing. The thing is yours and private; a planner needs `write:own-planners` and `write:own-activities`, and counts against your limit. A kind of which nothing can be made on this server answers 409.
         *
         *     Needs `read:own-templates` (See templates that you may use.)
         */
        post: operations["instantiateTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/save-as-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a planner as a template
         * @description Whoever may read it may; the template is theirs. Dates become offsets from the earliest date in the planner. What recurs does so from the occurrence that it has come to. People, comments and what was done are left out.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `write:own-templates` (Make and change templates.)
         */
        post: operations["savePlannerAsTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/save-as-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a plan as a template
         * @description Whoever may read it may; the template is theirs. Dates become offsets from the start of the plan. Assignees are left out.
         *
         *     Needs `read:own-plans` (See your plans.), `write:own-templates` (Make and change templates.)
         */
        post: operations["savePlanAsTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/collaborators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See with whom a planner is shared
         * @description Those on it by name; admins and the owner also see addresses and open invitations. Members of the team that owns it are at `GET /teams/{id}/members`.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["listCollaborators"];
        put?: never;
        /**
         * Invite somebody to a planner
         * @description For its admins and its owner. The address gets a mail with a link that is good for 14 days and for one use, by whoever has a verified account with that address (`POST /invitations/{invitation}/accept`). Until then they are `pending`; inviting again replaces the open invitation. How many collaborators there may be, open invitations included, goes by the tier of the planner’s owner (403 `MAX_COLLABORATORS_REACHED`); to be invited costs nothing. 409 `ALREADY_EXISTS`: they are on it. 403 with `reason: "collaboration-closed"`: `settings.allowCollaboration` is false.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["inviteCollaborator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/collaborators/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take somebody off a planner, or an invitation back
         * @description For admins and the owner; with your own id you leave, whatever your role. Takes the `id` of the list: of a person, or of an open invitation, whose link is dead from then on. Access ends with this very answer, at the sockets of every replica too; invitations that the person has sent go with it. What the team that owns the planner brings them stays.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        delete: operations["removeCollaborator"];
        options?: never;
        head?: never;
        /**
         * Change the role of a collaborator
         * @description For admins and the owner. Counts from the next request on. The owner is no collaborator (409 with `reason: "owner"`); an open invitation is changed by inviting again.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        patch: operations["updateCollaborator"];
        trace?: never;
    };
    "/api/v1/planners/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a planner that is shared with you
         * @description For collaborators of any role. 409 with `reason: "owner"`: transfer it first; with `reason: "not-by-name"`: you see it by a team alone.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["leavePlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a collaborator the owner of a planner
         * @description For the owner, who stays on it as an admin. The limit of planners of whoever gets it holds (403 `MAX_PLANNERS_REACHED`); collaborators stay, also where the tier of the new owner would allow fewer. 409 with `reason: "of-a-team"`: what a team owns stays the team’s.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["transferPlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/collaborators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See with whom a plan is shared
         * @description Those on it by name; admins and the owner also see addresses and open invitations. Members of the team that owns it are at `GET /teams/{id}/members`.
         *
         *     Needs `read:own-plans` (See your plans.)
         */
        get: operations["listPlanCollaborators"];
        put?: never;
        /**
         * Invite somebody to a plan
         * @description For its admins and its owner. The address gets a mail with a link that is good for 14 days and for one use, by whoever has a verified account with that address (`POST /invitations/{invitation}/accept`). Until then they are `pending`; inviting again replaces the open invitation. How many collaborators there may be, open invitations included, goes by the tier of the plan’s owner (403 `MAX_COLLABORATORS_REACHED`); to be invited costs nothing. 409 `ALREADY_EXISTS`: they are on it.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        post: operations["invitePlanCollaborator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/collaborators/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take somebody off a plan, or an invitation back
         * @description For admins and the owner; with your own id you leave, whatever your role. Takes the `id` of the list: of a person, or of an open invitation, whose link is dead from then on. Access ends with this very answer, at the sockets of every replica too; invitations that the person has sent go with it. What the team that owns the plan brings them stays.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        delete: operations["removePlanCollaborator"];
        options?: never;
        head?: never;
        /**
         * Change the role of a collaborator of a plan
         * @description For admins and the owner. Counts from the next request on. The owner is no collaborator (409 with `reason: "owner"`); an open invitation is changed by inviting again.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        patch: operations["updatePlanCollaborator"];
        trace?: never;
    };
    "/api/v1/plans/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a plan that is shared with you
         * @description For collaborators of any role. 409 with `reason: "owner"`: transfer it first; with `reason: "not-by-name"`: you see it by a team alone.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        post: operations["leavePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a collaborator the owner of a plan
         * @description For the owner, who stays on it as an admin. Collaborators stay, also where the tier of the new owner would allow fewer. 409 with `reason: "of-a-team"`: what a team owns stays the team’s.
         *
         *     Needs `write:own-plans` (Make and change plans.)
         */
        post: operations["transferPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planners/{id}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the share link of a planner
         * @description For its admins and its owner. 404 where it has none.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.)
         */
        get: operations["getShareLink"];
        put?: never;
        /**
         * Make a link that shows a planner to whoever has it
         * @description For admins and the owner, where the owner holds `share:planners`. A planner has one link: a new one kills the one before. It shows sections and activities, nobody’s name and no comments, and lets nobody change anything. With a password it is asked for; after `expiresAt` the link answers 410.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        post: operations["createShareLink"];
        /**
         * Take the share link back
         * @description It is dead from then on, on every replica. 404 where there is none.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.)
         */
        delete: operations["deleteShareLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{shareId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a planner by its share link
         * @description Without an account. 404: there is no such link, or it was taken back; 410: it has expired; 401 `INVALID_CREDENTIALS`: it needs its password, which goes in the body of `POST /shared/{shareId}`.
         */
        get: operations["getSharedPlanner"];
        put?: never;
        /**
         * See a planner by its share link and password
         * @description Ten wrong passwords in 15 minutes for each link and address; after that 429 with `Retry-After`, whatever the password.
         */
        post: operations["openSharedPlanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/planners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List public planners
         * @description Those whose `settings.isPublic` is true and that are not archived, newest first; without an account. Nobody is named in them.
         */
        get: operations["listPublicPlanners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/planners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a public planner with all that is in it
         * @description Without an account. 404 where it is not public.
         */
        get: operations["getPublicPlanner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what changed since you last asked
         * @description Everything that you own or share, archived planners too, and every change of it in order: a thing is shown as it is now, at the `seq` of what last touched it. A planner that you come to see is sent whole; one that you cease to see is deleted. A deletion takes all along that is in the thing. Plans come without their steps, and only to whom has `read:own-plans`; templates (your own, and those given to your teams) without their bodies, and only to whom has `read:own-templates`. Begin without `since`, and keep `nextToken`.
         *
         *     Needs `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.)
         */
        get: operations["sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo something that you did
         * @description The id is the `X-Operation-Id` of a write of yours in the last 24 hours, or its id in the history. Only what the write changed goes back; where somebody has changed that since, it is refused, and `details.changed` says which field and by which operation. A batch goes back as a whole.
         *
         *     Needs `write:own-planners` (Make and change planners, as far as your role on each allows.), `write:own-activities` (Make and change sections and activities of planners that you can write.)
         */
        post: operations["undoOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your webhooks
         * @description Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Make a webhook
         * @description From now on events are sent to the address, signed by the Standard Webhooks specification. The answer holds the secret this once. See docs/webhooks.md.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a webhook
         * @description Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description With its log of deliveries.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Absent stays. Switched off, nothing more is sent, and what waits is withdrawn.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a webhook
         * @description The answer holds the new secret this once. The one before signs beside it for `overlapSeconds` (a day where you say nothing).
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a webhook
         * @description A `webhook.ping`; what became of it is in the log of deliveries.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent to a webhook
         * @description Newest first, kept for 30 days.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery once more
         * @description With the same `webhook-id`, so that a receiver knows it again; up to eight more tries.
         *
         *     Needs `integrate:external-services` (Set up outgoing webhooks.), `read:own-planners` (See planners that you own or that are shared with you.), `read:own-activities` (See sections and activities of planners that you can see.), `read:own-plans` (See your plans.)
         */
        post: operations["redeliverWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how you are told of what
         * @description Defaults filled in. Above all of it stand the master switches in `preferences.notifications` of your account.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["getNotificationPreferences"];
        /**
         * Choose how you are told of what
         * @description What is left out goes back to its default. In quiet hours mails, pushes and text messages wait until they end, but for those about security.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        put: operations["replaceNotificationPreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what you were told
         * @description Newest first. `unreadCount` counts all that are unread, also where the list shows a part. New ones come as `notification:new` on the sockets. What was read is forgotten after 90 days, the rest after a year.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark notifications as read
         * @description Give `ids` or `all: true`. Where one of the ids is none of yours, nothing is marked (404). What is read is left out of mails that were still to come.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        post: operations["readNotifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{notificationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a notification
         * @description Needs `write:own-profile` (Change your own account.)
         */
        delete: operations["deleteNotification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what push needs
         * @description What an app or a browser must know before it registers.
         */
        get: operations["getPushSetup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the devices that get push
         * @description Those registered last come first. Tokens and keys are never shown.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Get push on a device
         * @description To be called at each start of the app: the same device stays one. It gets push until the session ends in which it was registered: by sign-out, because it was revoked, by a change of the password elsewhere, or as it expires. A device that somebody else has registered before is theirs no more. Of each person the 20 that were registered last are kept, and dead ones are dropped.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        post: operations["registerDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a device that gets push
         * @description Needs `read:own-profile` (See your own account.)
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Get no more push on a device
         * @description Sign-out does it by itself.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See your jobs
         * @description Work that went on after its request, newest first; a job is forgotten 30 days after it ended. What is personal, such as the export of your data, is shown only where you are signed in yourself, not to API keys.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how far a job is
         * @description Ask again until `status` is `completed`, `failed` or `cancelled`, or follow it by `GET /jobs/{id}/stream`. `result.downloadUrl` opens without other credentials until `result.expiresAt`.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Cancel a job
         * @description One that waits is over at once; one that is worked on is told to stop, and what it has made so far is thrown away. A job that has ended answers 409.
         *
         *     Needs `write:own-profile` (Change your own account.)
         */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job by server-sent events
         * @description The first event is the job as it is, then one comes with each change, some times a second at most. After the final one (`completed`, `failed` or `cancelled`) the stream ends. `id` of an event grows; who comes back with it in `Last-Event-ID` is told only what is new, and 204 where nothing more will come. Comments (`:`) keep the connection alive. The stream ends with the sign-in, too.
         *
         *     Needs `read:own-profile` (See your own account.)
         */
        get: operations["streamJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/exports/{jobId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the file of a job
         * @description The address is the `downloadUrl` of the job, or the link of a mail: it is signed, and needs no other credentials. An expired one answers 410; one that was changed, 404.
         */
        get: operations["downloadExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs that have used up their tries
         * @description The last to fail first. Those that were retried or discarded are kept for 30 days.
         *
         *     Needs `manage:queues` (Look into and steer the queues.)
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/dead-letters/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry all dead letters of a queue
         * @description Up to 500 at a time, those that have waited longest first.
         *
         *     Needs `manage:queues` (Look into and steer the queues.)
         */
        post: operations["retryDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a dead letter
         * @description Needs `manage:queues` (Look into and steer the queues.)
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Discard a dead letter
         * @description The job is never run. One that was retried answers 409.
         *
         *     Needs `manage:queues` (Look into and steer the queues.)
         */
        delete: operations["discardDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a dead letter
         * @description The job goes back into its queue with all its tries. What it has done already for its event is not done twice, and retrying it again changes nothing.
         *
         *     Needs `manage:queues` (Look into and steer the queues.)
         */
        post: operations["retryDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/queues/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let this browser see the queues
         * @description Sets a cookie with which `/admin/queues` opens in this browser until the access token expires or its session ends.
         *
         *     Needs `manage:queues` (Look into and steer the queues.)
         *
         *     Needs a recent proof of identity: see `POST /auth/reauthenticate`.
         */
        post: operations["openQueueBoard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        HealthDto: {
            /**
             * @example up
             * @enum {string}
             */
            status: "up" | "ready";
        };
        RegisteredUserDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example Ada Lovelace */
            displayName: string | null;
            /** @example false */
            emailVerified: boolean;
        };
        RegisterDto: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: password
             * @description 8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character; at most 72 bytes; not a common one.
             * @example Analytical-Engine-1843
             */
            password: string;
            /** @example Ada Lovelace */
            displayName?: string;
            /**
             * @description Acceptance of the terms; kept with its time. `false` is refused.
             * @example true
             * @enum {boolean}
             */
            acceptTerms?: true;
        };
        VerifiedEmailDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /** @example true */
            emailVerified: boolean;
        };
        VerifyEmailDto: {
            /**
             * @description The `token` of the link in the mail; good for 24 hours, once.
             * @example 01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190
             */
            token: string;
        };
        ResendVerificationDto: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
        };
        SubscriptionDto: {
            /**
             * @example free
             * @enum {string}
             */
            tier: "free" | "premium" | "enterprise";
        };
        NotificationSwitchesDto: {
            /** @example true */
            email: boolean;
            /** @example true */
            push: boolean;
            /** @example false */
            sms: boolean;
            /** @example true */
            reminder: boolean;
        };
        PreferencesDto: {
            /**
             * @example auto
             * @enum {string}
             */
            theme: "light" | "dark" | "auto";
            /** @example #2f5d50 */
            accentColor: string;
            /** @example list */
            defaultView: string;
            notifications: components["schemas"]["NotificationSwitchesDto"];
            /**
             * @description Language tag by BCP 47.
             * @example en
             */
            language: string;
            /**
             * @description IANA time zone; dates without an offset are read in it.
             * @example Europe/Vienna
             */
            timezone: string;
            /** @example YYYY-MM-DD */
            dateFormat: string;
            /**
             * @example 24h
             * @enum {string}
             */
            timeFormat: "12h" | "24h";
            /**
             * @description Dark colours while writing.
             * @example false
             */
            darkMode: boolean;
            /**
             * Format: int32
             * @description Size of the writing font, in points.
             * @example 16
             */
            fontSize: number;
            /** @example false */
            dyslexicFont: boolean;
            /** @example false */
            showKeyboard: boolean;
            /** @example true */
            wordSuggestions: boolean;
        };
        UserDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * Format: uuid
             * @description The same as `id`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example true */
            emailVerified: boolean;
            /** @example Ada Lovelace */
            displayName: string | null;
            /** @example ada */
            username: string | null;
            /**
             * Format: uri
             * @example https://example.com/ada.jpg
             */
            photoURL: string | null;
            /** @example +43 1 234567 */
            phoneNumber: string | null;
            /** @example Writes programs for machines that are not built yet. */
            bio: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "active" | "suspended" | "deleted";
            /**
             * @description `admin` for whoever holds that role, else the tier.
             * @example free
             */
            role: string;
            subscription: components["schemas"]["SubscriptionDto"];
            preferences: components["schemas"]["PreferencesDto"];
            /**
             * @example web
             * @enum {string}
             */
            createdFrom: "web" | "mobile" | "api";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastLoginAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastSeenAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * Format: int32
             * @description Grows with each change; the ETag is `"v<version>"`.
             * @example 1
             */
            version: number;
        };
        SignedInDto: {
            /** @description Send it as `Authorization: Bearer …`. */
            accessToken: string;
            /** @description Good once; also set as the HttpOnly cookie `refresh_token`. */
            refreshToken: string;
            /**
             * Format: int32
             * @description Life of the access token in seconds.
             * @example 900
             */
            expiresIn: number;
            /** @description On servers with `AUTH_COOKIE=true`: send it as `X-CSRF-Token` where the cookie `auth_token` signs in and the request changes something; also in the cookie `csrf_token`. */
            csrfToken?: string;
            /** @description Knows this device from now on; also set as the HttpOnly cookie `device_token`. */
            deviceToken: string;
            /** @description There, and true, where a role demands a second factor and you have none: all but its setup answers `MFA_SETUP_REQUIRED` until then. */
            mfaSetupRequired?: boolean;
            user: components["schemas"]["UserDto"];
        };
        MfaRequiredDto: {
            /**
             * @example true
             * @enum {boolean}
             */
            mfaRequired: true;
            /** @description For `POST /auth/mfa/challenge`: good for 5 minutes and 5 tries. It is no access token. */
            mfaToken: string;
            /**
             * @example [
             *       "totp",
             *       "backupCode"
             *     ]
             */
            methods: ("totp" | "passkey" | "backupCode")[];
        };
        LoginDto: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: password
             * @example Analytical-Engine-1843
             */
            password: string;
            /** @description From an earlier sign-in on this device, where the cookie is not kept: failures of strangers then do not lock you out. */
            deviceToken?: string;
        };
        TokensDto: {
            /** @description Send it as `Authorization: Bearer …`. */
            accessToken: string;
            /** @description Good once; also set as the HttpOnly cookie `refresh_token`. */
            refreshToken: string;
            /**
             * Format: int32
             * @description Life of the access token in seconds.
             * @example 900
             */
            expiresIn: number;
            /** @description On servers with `AUTH_COOKIE=true`: send it as `X-CSRF-Token` where the cookie `auth_token` signs in and the request changes something; also in the cookie `csrf_token`. */
            csrfToken?: string;
        };
        RefreshDto: {
            /** @description Left out where the cookie `refresh_token` is sent. */
            refreshToken?: string;
        };
        LogoutDto: {
            /**
             * @description End all sessions of yours, not only this one.
             * @default false
             * @example false
             */
            allDevices?: boolean;
        };
        PreferencesPatchDto: {
            /**
             * @example dark
             * @enum {string|null}
             */
            theme?: "light" | "dark" | "auto" | null;
            /** @example #3366ff */
            accentColor?: string | null;
            /** @example list */
            defaultView?: string | null;
            /**
             * @example {
             *       "email": true,
             *       "sms": false
             *     }
             */
            notifications?: (boolean | {
                email?: boolean | null;
                push?: boolean | null;
                sms?: boolean | null;
                reminder?: boolean | null;
            }) | null;
            /**
             * @description Language tag by BCP 47.
             * @example en-GB
             */
            language?: string | null;
            /**
             * @description IANA time zone.
             * @example Europe/Vienna
             */
            timezone?: string | null;
            /** @example YYYY-MM-DD */
            dateFormat?: string | null;
            /**
             * @example 24h
             * @enum {string|null}
             */
            timeFormat?: "12h" | "24h" | null;
            /** @example false */
            darkMode?: boolean | null;
            /**
             * Format: int32
             * @example 16
             */
            fontSize?: number | null;
            /** @example false */
            dyslexicFont?: boolean | null;
            /** @example false */
            showKeyboard?: boolean | null;
            /** @example true */
            wordSuggestions?: boolean | null;
        };
        UpdateMeDto: {
            /** @example Ada Lovelace */
            displayName?: string | null;
            /**
             * @description Unique, whatever its case; others mention you by it.
             * @example ada.lovelace
             */
            username?: string | null;
            /**
             * Format: uri
             * @example https://example.com/ada.jpg
             */
            photoURL?: string | null;
            /** @example +43 1 234567 */
            phoneNumber?: string | null;
            /** @example Writes programs for machines that are not built yet. */
            bio?: string | null;
            preferences?: components["schemas"]["PreferencesPatchDto"];
        };
        PasskeyQuestionDto: {
            /**
             * Format: uuid
             * @description Names the question in the answer; good for 5 minutes, once.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            challengeId: string;
            /**
             * @description For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
             * @example {
             *       "challenge": "dGhlLWNoYWxsZW5nZQ",
             *       "rpId": "localhost"
             *     }
             */
            options: {
                [key: string]: unknown;
            };
        };
        ReauthenticatedDto: {
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            provedAt: string;
            /**
             * Format: date-time
             * @description Until then what is delicate may be done without another proof.
             * @example 2026-01-25T16:00:00.000Z
             */
            validUntil: string;
        };
        PasskeyAnswerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            challengeId: string;
            /**
             * @description What `credential.toJSON()` gives in the browser.
             * @example {
             *       "id": "AAEC",
             *       "rawId": "AAEC",
             *       "type": "public-key",
             *       "response": {
             *         "clientDataJSON": "e30"
             *       },
             *       "clientExtensionResults": {}
             *     }
             */
            response: {
                [key: string]: unknown;
            };
        };
        ReauthenticateDto: {
            /**
             * Format: password
             * @example Analytical-Engine-1843
             */
            password?: string;
            /** @description A code of the authenticator, in place of the password. */
            code?: string;
            /** @description A passkey, in place of the password: the answer to `POST /auth/reauthenticate/passkey`. */
            passkey?: components["schemas"]["PasskeyAnswerDto"];
        };
        ForgotPasswordDto: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
        };
        ResetPasswordDto: {
            /**
             * @description The `token` of the link in the mail; good for an hour, once.
             * @example 01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190
             */
            token: string;
            /**
             * Format: password
             * @description 8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character; at most 72 bytes; not a common one.
             * @example Difference-Engine-1822
             */
            newPassword: string;
        };
        ChangePasswordDto: {
            /**
             * Format: password
             * @example Analytical-Engine-1843
             */
            currentPassword: string;
            /**
             * Format: password
             * @description 8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character; at most 72 bytes; not a common one.
             * @example Difference-Engine-1822
             */
            newPassword: string;
        };
        EmailChangeAskedDto: {
            /**
             * Format: email
             * @example ada.lovelace@example.com
             */
            newEmail: string;
            /**
             * Format: date-time
             * @description Both links are good until then.
             * @example 2026-01-26T15:30:00.000Z
             */
            expiresAt: string;
        };
        ChangeEmailDto: {
            /**
             * Format: email
             * @example ada.lovelace@example.com
             */
            newEmail: string;
            /**
             * Format: password
             * @example Analytical-Engine-1843
             */
            password: string;
        };
        EmailConfirmedDto: {
            /**
             * @description Whether the account has its new address now.
             * @example false
             */
            changed: boolean;
            /**
             * @description The address whose owner has yet to confirm.
             * @example new
             * @enum {string|null}
             */
            waitingFor: "old" | "new" | null;
        };
        EmailLinkDto: {
            /**
             * @description The `token` of the link in the mail.
             * @example 01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190
             */
            token: string;
        };
        SessionDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * @description What people would call the device, as far as its User-Agent tells.
             * @example Firefox on Linux
             */
            device: string | null;
            /** @example Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 */
            userAgent: string | null;
            /** @example 203.0.113.7 */
            ip: string | null;
            /**
             * @description How the person proved who they are.
             * @example password
             */
            method: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description To the minute or so.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @description When it ends unless it is refreshed.
             * @example 2026-01-25T15:30:00.000Z
             */
            expiresAt: string;
            /**
             * @description The session that asks.
             * @example true
             */
            current: boolean;
        };
        PaginationDto: {
            /**
             * Format: int32
             * @example 1
             */
            page?: number;
            /**
             * Format: int32
             * @example 10
             */
            limit: number;
            /**
             * Format: int32
             * @example 42
             */
            total?: number;
            /**
             * Format: int32
             * @example 5
             */
            pages?: number;
            /** @example true */
            hasNext: boolean;
            /** @example false */
            hasPrev: boolean;
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        LoginHistoryEntryDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * @description What people would call the device, as far as its User-Agent tells.
             * @example Firefox on Linux
             */
            device: string | null;
            /** @example Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 */
            userAgent: string | null;
            /** @example 203.0.113.7 */
            ip: string | null;
            /**
             * @description How the person proved who they are.
             * @example password
             */
            method: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            at: string;
            /** @example true */
            success: boolean;
            /**
             * @description Why it failed, as an error code.
             * @example null
             */
            reason: string | null;
        };
        TrustedDeviceDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /** @example Mozilla/5.0 (X11; Linux x86_64) */
            userAgent: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @example 2026-02-24T15:30:00.000Z
             */
            trustedUntil: string;
        };
        MfaStatusDto: {
            /**
             * @description Sign-in by password asks for a second factor.
             * @example true
             */
            enabled: boolean;
            /**
             * @description A role of yours demands a second factor.
             * @example false
             */
            required: boolean;
            /**
             * @example [
             *       "totp",
             *       "backupCode"
             *     ]
             */
            methods: ("totp" | "passkey" | "backupCode")[];
            /**
             * Format: int32
             * @example 10
             */
            backupCodesLeft: number;
            trustedDevices: components["schemas"]["TrustedDeviceDto"][];
        };
        MfaSetupDto: {
            /**
             * @description Base32, to be typed into an authenticator.
             * @example GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
             */
            secret: string;
            /** @description The same as an `otpauth:` address. */
            otpauthUrl: string;
            /** @description The address as a QR code: a PNG as a data URL. */
            qrCode: string;
            /**
             * @description Shown this once. Each is good once.
             * @example [
             *       "04718295",
             *       "91827364"
             *     ]
             */
            backupCodes: string[];
        };
        SetUpMfaDto: {
            /**
             * Format: password
             * @description Left out only by whoever has none; they need a recent proof of identity.
             * @example Analytical-Engine-1843
             */
            password?: string;
        };
        MfaEnabledDto: {
            /** @example true */
            enabled: boolean;
        };
        VerifyMfaSetupDto: {
            /**
             * @description Of the authenticator: six digits.
             * @example 287082
             */
            code: string;
            /** @description Must be that of the setup, where it is given. */
            secret?: string;
        };
        BackupCodesDto: {
            /**
             * @description Shown this once; the former ones are void.
             * @example [
             *       "04718295",
             *       "91827364"
             *     ]
             */
            backupCodes: string[];
        };
        FactorProofDto: {
            /**
             * Format: password
             * @description Left out only by whoever has none; they need a recent proof of identity.
             * @example Analytical-Engine-1843
             */
            password?: string;
            /**
             * @description Of the authenticator: six digits.
             * @example 287082
             */
            code?: string;
            /** @description One of the backup codes, in place of `code`: eight digits. */
            backupCode?: string;
        };
        MfaChallengeDto: {
            /**
             * @description From the sign-in.
             * @example Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi
             */
            mfaToken: string;
            /**
             * @description Of the authenticator: six digits.
             * @example 287082
             */
            code?: string;
            /** @description One of the backup codes, in place of `code`: eight digits. */
            backupCode?: string;
            /** @description A passkey in place of a code: the answer to `POST /auth/mfa/challenge/passkey`. */
            passkey?: components["schemas"]["PasskeyAnswerDto"];
            /**
             * @description Ask this device for no second factor for 30 days.
             * @default false
             * @example false
             */
            trustDevice?: boolean;
            /** @description From an earlier sign-in on this device, where the cookie is not kept. */
            deviceToken?: string;
        };
        MfaTokenDto: {
            /**
             * @description From the sign-in.
             * @example Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi
             */
            mfaToken: string;
        };
        PasskeyDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /** @example Phone */
            name: string;
            /**
             * @description How the authenticator is reached.
             * @example [
             *       "internal"
             *     ]
             */
            transports: string[];
            /**
             * @description In a keychain that carries it to other devices.
             * @example true
             */
            backedUp: boolean;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
        };
        AddPasskeyDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            challengeId: string;
            /**
             * @description What `credential.toJSON()` gives in the browser.
             * @example {
             *       "id": "AAEC",
             *       "rawId": "AAEC",
             *       "type": "public-key",
             *       "response": {
             *         "clientDataJSON": "e30"
             *       },
             *       "clientExtensionResults": {}
             *     }
             */
            response: {
                [key: string]: unknown;
            };
            /** @example Phone */
            name?: string;
        };
        PasskeySignInDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            challengeId: string;
            /**
             * @description What `credential.toJSON()` gives in the browser.
             * @example {
             *       "id": "AAEC",
             *       "rawId": "AAEC",
             *       "type": "public-key",
             *       "response": {
             *         "clientDataJSON": "e30"
             *       },
             *       "clientExtensionResults": {}
             *     }
             */
            response: {
                [key: string]: unknown;
            };
            /** @description From an earlier sign-in on this device, where the cookie is not kept. */
            deviceToken?: string;
        };
        PasskeyListDto: {
            passkeys: components["schemas"]["PasskeyDto"][];
        };
        RenamePasskeyDto: {
            /** @example Laptop */
            name: string;
        };
        ProviderDto: {
            /**
             * @example google
             * @enum {string}
             */
            name: "google" | "github" | "microsoft";
            /**
             * @description For people.
             * @example Google
             */
            label: string;
            /**
             * @description Where to send a browser to sign in.
             * @example /api/v1/auth/google
             */
            path: string;
        };
        ProvidersDto: {
            providers: components["schemas"]["ProviderDto"][];
        };
        AuthorizationUrlDto: {
            /**
             * Format: uri
             * @description Send the person there, in the same browser; good for ten minutes, once.
             * @example https://accounts.google.com/o/oauth2/v2/auth?response_type=code&state=x
             */
            authorizationUrl: string;
        };
        ExchangeCodeDto: {
            /**
             * @description The `code` of the redirect: good for 60 seconds, once.
             * @example 01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190
             */
            code: string;
            /** @description Needed where, and only where, the flow began with a `code_challenge`. */
            code_verifier?: string;
            /** @description From an earlier sign-in on this device, where the cookie is not kept. */
            deviceToken?: string;
        };
        GoogleSignInDto: {
            /**
             * @description The ID token (`credential`) that Google’s own button or library gave to your client.
             * @example eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
             */
            googleToken: string;
            /** @description From an earlier sign-in on this device, where the cookie is not kept. */
            deviceToken?: string;
        };
        RedirectDto: {
            /** @example https://app.example.com/signed-in?code=x&state=y */
            redirectUrl: string;
        };
        LinkedAccountDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * @example google
             * @enum {string}
             */
            provider: "google" | "github" | "microsoft";
            /**
             * Format: email
             * @description As the provider last said.
             * @example ada@example.com
             */
            email: string | null;
            /**
             * @description The provider says that the address is verified.
             * @example true
             */
            emailVerified: boolean;
            /** @example Ada Lovelace */
            displayName: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            linkedAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
        };
        LinkIdentityDto: {
            /**
             * @description Begins a flow at this provider.
             * @example google
             * @enum {string}
             */
            provider?: "google" | "github" | "microsoft";
            /** @description With `provider`. Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out. */
            redirect_uri?: string;
            /** @description With `provider`. Comes back with the code: compare it, to know that the flow is yours. */
            state?: string;
            /** @description With `provider`. S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended. */
            code_challenge?: string;
            /**
             * @default S256
             * @enum {string}
             */
            code_challenge_method?: "S256";
            /** @description The `code` of the redirect that ended the flow. */
            code?: string;
            /** @description With `code`, as in the exchange. */
            code_verifier?: string;
            /** @description An ID token of Google, as in `POST /auth/google`. */
            googleToken?: string;
        };
        ApiKeyDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            id: string;
            /** @example Backup script */
            name: string;
            /**
             * @description How the key begins, to recognise it by.
             * @example ak_live_9fKx2Q
             */
            prefix: string;
            /**
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions: string[];
            /**
             * @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out.
             * @example []
             */
            allowedIps: string[];
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
        };
        ApiKeyWithSecretDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            id: string;
            /** @example Backup script */
            name: string;
            /**
             * @description How the key begins, to recognise it by.
             * @example ak_live_9fKx2Q
             */
            prefix: string;
            /**
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions: string[];
            /**
             * @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out.
             * @example []
             */
            allowedIps: string[];
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /** @description Send it as `X-API-Key`. It is shown this once. */
            key: string;
        };
        CreateApiKeyDto: {
            /** @example Backup script */
            name: string;
            /**
             * @description Of the catalogue (48 permissions, `GET /api/v1/admin/permissions`). One without `own-` means "as far as I may"; a wildcard is for who holds it.
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions: string[];
            /**
             * Format: date-time
             * @description For ever where left out.
             */
            expiresAt?: string | null;
            /** @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out. */
            allowedIps?: string[] | null;
        };
        UpdateApiKeyDto: {
            /** @example Backup script */
            name?: string;
            /**
             * @description Of the catalogue (48 permissions, `GET /api/v1/admin/permissions`). One without `own-` means "as far as I may"; a wildcard is for who holds it.
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions?: string[];
            /** Format: date-time */
            expiresAt?: string | null;
            /** @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out. */
            allowedIps?: string[] | null;
        };
        RotatedApiKeyDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            id: string;
            /** @example Backup script */
            name: string;
            /**
             * @description How the key begins, to recognise it by.
             * @example ak_live_9fKx2Q
             */
            prefix: string;
            /**
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions: string[];
            /**
             * @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out.
             * @example []
             */
            allowedIps: string[];
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /** @description Send it as `X-API-Key`. It is shown this once. */
            key: string;
            /**
             * Format: date-time
             * @description Until then the key before is taken too.
             * @example 2026-01-25T15:30:00.000Z
             */
            previousValidUntil: string;
        };
        RotateApiKeyDto: {
            /**
             * Format: int32
             * @description How long the key before lives on.
             * @default 0
             * @example 3600
             */
            overlapSeconds?: number;
        };
        ApiKeyOwnerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example Ada Lovelace */
            displayName: string | null;
        };
        OwnedApiKeyDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            id: string;
            /** @example Backup script */
            name: string;
            /**
             * @description How the key begins, to recognise it by.
             * @example ak_live_9fKx2Q
             */
            prefix: string;
            /**
             * @example [
             *       "read:own-planners",
             *       "read:own-activities"
             *     ]
             */
            permissions: string[];
            /**
             * @description IPv4 and IPv6 addresses and CIDR ranges that it may be used from; from anywhere where left out.
             * @example []
             */
            allowedIps: string[];
            /**
             * Format: date-time
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            user: components["schemas"]["ApiKeyOwnerDto"];
        };
        RoleDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b32
             */
            id: string;
            /** @example support */
            name: string;
            /** @example Sees and mends accounts. */
            description: string;
            /**
             * @description Cannot be deleted, and keeps its name and permissions.
             * @example false
             */
            system: boolean;
            /**
             * @example [
             *       "read:users",
             *       "write:users"
             *     ]
             */
            permissions: string[];
            /** @example false */
            mfaRequired: boolean;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        CreateRoleDto: {
            /**
             * @description Unique, whatever its case.
             * @example helpdesk
             */
            name: string;
            /** @example Sees and mends accounts. */
            description?: string;
            /**
             * @description Of the catalogue (48 permissions, `GET /api/v1/admin/permissions`), or wildcards; you must hold each yourself.
             * @example [
             *       "read:users",
             *       "write:users"
             *     ]
             */
            permissions: string[];
            /**
             * @description Who holds it must sign in with a second factor.
             * @default false
             */
            mfaRequired?: boolean;
        };
        UpdateRoleDto: {
            name?: string;
            /** @example Sees and mends accounts. */
            description?: string;
            /**
             * @description Of the catalogue (48 permissions, `GET /api/v1/admin/permissions`), or wildcards; you must hold each yourself.
             * @example [
             *       "read:users",
             *       "write:users"
             *     ]
             */
            permissions?: string[];
            /** @description Who holds it must sign in with a second factor. */
            mfaRequired?: boolean;
        };
        PermissionDto: {
            /** @example read:own-planners */
            name: string;
            /** @example See planners that you own or that are shared with you. */
            description: string;
            /**
             * @description Roles that hold it.
             * @example [
             *       "free",
             *       "premium"
             *     ]
             */
            roles: string[];
        };
        PermissionCatalogueDto: {
            permissions: components["schemas"]["PermissionDto"][];
        };
        ReasonDto: {
            /**
             * @example tier
             * @enum {string}
             */
            type: "role" | "tier" | "collaboration" | "team" | "key";
            /**
             * Format: uuid
             * @example 01936b00-0000-7000-8000-000000000002
             */
            id: string;
            /** @example premium */
            name: string;
            /**
             * @example [
             *       "read:own-planners"
             *     ]
             */
            grants: string[];
        };
        ExplanationDto: {
            /** @example true */
            allowed: boolean;
            via: components["schemas"]["ReasonDto"][];
            /**
             * @description What is lacking. Where it is about one resource, each entry by itself would be enough.
             * @example []
             */
            missing: string[];
        };
        ExplainDto: {
            /**
             * Format: uuid
             * @description Whom it is about; or give `apiKeyId`.
             */
            userId?: string;
            /**
             * Format: uuid
             * @description Which key it is about; or give `userId`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            apiKeyId?: string;
            /**
             * @description One of the catalogue.
             * @example read:own-planners
             */
            permission: string;
            /**
             * @description Type of the resource that it is about: `planner`, `section`, `activity` …
             * @example planner
             */
            resourceType?: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            resourceId?: string;
        };
        HeldRoleDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b32
             */
            id: string;
            /** @example support */
            name: string;
            /**
             * @description `tier`: it comes with the subscription.
             * @example role
             * @enum {string}
             */
            source: "tier" | "role";
            /**
             * @example [
             *       "read:users",
             *       "write:users"
             *     ]
             */
            permissions: string[];
        };
        UserRolesDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            userId: string;
            roles: components["schemas"]["HeldRoleDto"][];
        };
        SetUserRolesDto: {
            /**
             * @description Names or ids of custom roles, and `admin`. The role of the tier follows the tier.
             * @example [
             *       "support"
             *     ]
             */
            roles: string[];
        };
        AdminUserRowDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * Format: uuid
             * @description The same as `id`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example true */
            emailVerified: boolean;
            /** @example Ada Lovelace */
            displayName: string | null;
            /** @example ada */
            username: string | null;
            /** Format: uri */
            photoURL: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "active" | "suspended" | "deleted";
            /**
             * @example free
             * @enum {string}
             */
            tier: "free" | "premium" | "enterprise";
            /**
             * @description `admin` for whoever holds that role, else the tier.
             * @example free
             */
            role: string;
            /**
             * @description Roles beside the tier, by name.
             * @example []
             */
            roles: string[];
            /**
             * @example web
             * @enum {string}
             */
            createdFrom: "web" | "mobile" | "api";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastLoginAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastSeenAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
        };
        AdminUserDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * Format: uuid
             * @description The same as `id`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example true */
            emailVerified: boolean;
            /** @example Ada Lovelace */
            displayName: string | null;
            /** @example ada */
            username: string | null;
            /** Format: uri */
            photoURL: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "active" | "suspended" | "deleted";
            /**
             * @example free
             * @enum {string}
             */
            tier: "free" | "premium" | "enterprise";
            /**
             * @description `admin` for whoever holds that role, else the tier.
             * @example free
             */
            role: string;
            /**
             * @description Roles beside the tier, by name.
             * @example []
             */
            roles: string[];
            /**
             * @example web
             * @enum {string}
             */
            createdFrom: "web" | "mobile" | "api";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastLoginAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastSeenAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: int32
             * @example 2
             */
            activeSessions: number;
            /**
             * Format: date-time
             * @description Failed sign-ins lock the account until then.
             */
            lockedUntil: string | null;
        };
        AdminUpdateUserDto: {
            /**
             * @description `suspended` ends all sessions at once.
             * @example active
             * @enum {string}
             */
            status?: "active" | "suspended";
            /** @example true */
            emailVerified?: boolean;
            /**
             * @example premium
             * @enum {string}
             */
            tier?: "free" | "premium" | "enterprise";
            /** @example Ada Lovelace */
            displayName?: string | null;
            /**
             * @description Forget the failed sign-ins that lock the account.
             * @example true
             */
            unlock?: boolean;
        };
        AdminSessionDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * @description How the person proved who they are.
             * @example password
             */
            method: string;
            /** @example 203.0.113.7 */
            ip: string | null;
            /** @example Mozilla/5.0 */
            userAgent: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            expiresAt: string;
            /**
             * Format: uuid
             * @description The admin who acts as this user in it.
             */
            impersonatedBy: string | null;
        };
        ImpersonationDto: {
            /** @description Send it as `Authorization: Bearer …`. Its claim `act` names the admin. */
            accessToken: string;
            /**
             * Format: int32
             * @description Seconds. It cannot be refreshed.
             * @example 600
             */
            expiresIn: number;
        };
        TierCountsDto: {
            /**
             * Format: int64
             * @example 42
             */
            free: number;
            /**
             * Format: int64
             * @example 42
             */
            premium: number;
            /**
             * Format: int64
             * @example 42
             */
            enterprise: number;
        };
        UserCountsDto: {
            /**
             * Format: int64
             * @description All but deleted ones.
             * @example 42
             */
            total: number;
            /**
             * Format: int64
             * @example 42
             */
            active: number;
            /**
             * Format: int64
             * @example 42
             */
            suspended: number;
            /**
             * Format: int64
             * @description Deleted, and not yet removed for good.
             * @example 42
             */
            deleted: number;
            /**
             * Format: int64
             * @example 42
             */
            verified: number;
            /**
             * Format: int64
             * @example 42
             */
            admins: number;
            byTier: components["schemas"]["TierCountsDto"];
            /**
             * Format: int64
             * @description Made in the last 24 hours.
             * @example 42
             */
            newLastDay: number;
        };
        SessionCountsDto: {
            /**
             * Format: int64
             * @example 42
             */
            active: number;
        };
        SignInCountsDto: {
            /**
             * Format: int64
             * @example 42
             */
            succeeded: number;
            /**
             * Format: int64
             * @example 42
             */
            failed: number;
        };
        QueueDepthDto: {
            /** @example mail */
            name: string;
            /**
             * Format: int64
             * @example 42
             */
            waiting: number;
            /**
             * Format: int64
             * @example 42
             */
            active: number;
            /**
             * Format: int64
             * @example 42
             */
            delayed: number;
            /**
             * Format: int64
             * @description Dead letters.
             * @example 42
             */
            failed: number;
        };
        OutboxCountsDto: {
            /**
             * Format: int64
             * @description Events that are committed and not yet delivered.
             * @example 42
             */
            undelivered: number;
        };
        AuditCountsDto: {
            /**
             * Format: int64
             * @example 42
             */
            entries: number;
        };
        AdminStatsDto: {
            users: components["schemas"]["UserCountsDto"];
            sessions: components["schemas"]["SessionCountsDto"];
            /** @description Of the last 24 hours. */
            signIns: components["schemas"]["SignInCountsDto"];
            /**
             * Format: int64
             * @example 42
             */
            planners: number;
            /**
             * Format: int64
             * @example 42
             */
            activities: number;
            /** @description Null while Redis is away. */
            queues: components["schemas"]["QueueDepthDto"][] | null;
            outbox: components["schemas"]["OutboxCountsDto"];
            auditLog: components["schemas"]["AuditCountsDto"];
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            at: string;
        };
        AuditLogEntryDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            id: string;
            /**
             * Format: int64
             * @description Its place in the chain; none is left out.
             * @example 42
             */
            seq: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            at: string;
            /**
             * Format: uuid
             * @description Who acted: a user or an API key. Null where nobody knows.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            actorId: string | null;
            /**
             * @example user
             * @enum {string}
             */
            actorType: "user" | "apiKey" | "system";
            /**
             * Format: uuid
             * @description The account that acted, or that a key or an admin acted for.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string | null;
            /**
             * @example auth.login.succeeded
             * @enum {string}
             */
            action: "auth.login.succeeded" | "auth.login.failed" | "auth.account.locked" | "auth.logout" | "auth.token.reused" | "auth.session.revoked" | "auth.registered" | "auth.email.verified" | "auth.reauthenticated" | "auth.reauthentication.failed" | "auth.password.reset-requested" | "auth.password.reset" | "auth.password.changed" | "auth.email.change-requested" | "auth.email.change-cancelled" | "auth.email.changed" | "auth.mfa.setup-started" | "auth.mfa.enabled" | "auth.mfa.disabled" | "auth.mfa.challenge.succeeded" | "auth.mfa.challenge.failed" | "auth.mfa.backup-codes.renewed" | "auth.mfa.backup-code.used" | "auth.device.trusted" | "auth.device.revoked" | "auth.passkey.added" | "auth.passkey.renamed" | "auth.passkey.removed" | "auth.oauth.linked" | "auth.oauth.unlinked" | "user.profile.updated" | "user.deleted" | "user.restored" | "user.purged" | "user.export.requested" | "user.export.downloaded" | "user.tier.changed" | "user.roles.changed" | "apiKey.created" | "apiKey.updated" | "apiKey.rotated" | "apiKey.revoked" | "role.created" | "role.updated" | "role.deleted" | "team.created" | "team.updated" | "team.deleted" | "team.member.invited" | "team.invitation.revoked" | "team.invitation.declined" | "team.member.joined" | "team.member.updated" | "team.member.removed" | "admin.created" | "admin.user.updated" | "admin.user.suspended" | "admin.user.reactivated" | "admin.user.unlocked" | "admin.user.mfa-reset" | "admin.user.impersonated" | "admin.sessions.revoked" | "admin.apiKey.revoked" | "admin.queue.changed" | "audit.exported" | "audit.pruned" | "planner.deleted" | "planner.purged" | "planner.exported" | "planner.shared" | "planner.unshared" | "planner.member.invited" | "planner.invitation.revoked" | "planner.invitation.declined" | "planner.member.joined" | "planner.member.updated" | "planner.member.removed" | "planner.transferred" | "plan.member.invited" | "plan.invitation.revoked" | "plan.invitation.declined" | "plan.member.joined" | "plan.member.updated" | "plan.member.removed" | "plan.transferred" | "webhook.created" | "webhook.updated" | "webhook.deleted" | "webhook.secret.rotated" | "webhook.disabled" | "security.suspicious.many-accounts" | "security.suspicious.new-device" | "security.suspicious.new-country" | "security.suspicious.token-reuse";
            /** @example user */
            resourceType: string | null;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            resourceId: string | null;
            /**
             * @example success
             * @enum {string}
             */
            outcome: "success" | "failure";
            /** @example 203.0.113.7 */
            ip: string | null;
            /** @example Mozilla/5.0 */
            userAgent: string | null;
            /** @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11 */
            requestId: string | null;
            /** @description The fields that changed, as they were. Secrets and content are left out. */
            before: {
                [key: string]: unknown;
            } | null;
            /** @description The same fields afterwards, or what else is worth knowing. */
            after: {
                [key: string]: unknown;
            } | null;
            /**
             * @description SHA-256 of the entry before it, in hexadecimal.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            prevHash: string;
            /**
             * @description SHA-256 over all of this and `prevHash`.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            hash: string;
        };
        TeamDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b51
             */
            id: string;
            /** @example Garden club */
            name: string;
            /** @example Everybody who digs. */
            description: string | null;
            /**
             * @description What you are in it; null for an admin of the server who does not belong to it.
             * @example owner
             * @enum {string|null}
             */
            role: "member" | "manager" | "owner" | null;
            /**
             * Format: int32
             * @example 2
             */
            memberCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        CreateTeamDto: {
            /** @example Garden club */
            name: string;
            /** @example Everybody who digs. */
            description?: string | null;
        };
        UpdateTeamDto: {
            /** @example Garden club */
            name?: string;
            /** @example Everybody who digs, and their friends. */
            description?: string | null;
        };
        TeamMemberDto: {
            /**
             * Format: uuid
             * @description The same as `userId`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            userId: string;
            /** @example Grace Hopper */
            displayName: string | null;
            /**
             * Format: email
             * @description Shown to managers and owners; else null.
             * @example grace@example.com
             */
            email: string | null;
            /**
             * @example member
             * @enum {string}
             */
            role: "member" | "manager" | "owner";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            joinedAt: string;
        };
        TeamInvitationDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b52
             */
            id: string;
            /**
             * Format: email
             * @example margaret@example.com
             */
            email: string;
            /**
             * @example member
             * @enum {string}
             */
            role: "member" | "manager" | "owner";
            /**
             * Format: uuid
             * @description Who sent it; null where that account is gone.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            invitedBy: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-02-01T15:30:00.000Z
             */
            expiresAt: string;
        };
        InviteToTeamDto: {
            /**
             * Format: email
             * @description Whether it has an account makes no difference.
             * @example margaret@example.com
             */
            email: string;
            /**
             * @description Not above your own.
             * @default member
             * @example member
             * @enum {string}
             */
            role?: "member" | "manager" | "owner";
        };
        SetTeamRoleDto: {
            /**
             * @description Not above your own.
             * @example manager
             * @enum {string}
             */
            role: "member" | "manager" | "owner";
        };
        InvitationDto: {
            /**
             * @example team
             * @enum {string}
             */
            kind: "team" | "planner" | "plan";
            /**
             * @description Of what you are invited into.
             * @example Garden club
             */
            name: string;
            /**
             * @description What you will be there.
             * @example member
             */
            role: string;
            /**
             * Format: date-time
             * @example 2026-02-01T15:30:00.000Z
             */
            expiresAt: string;
        };
        JoinedDto: {
            /**
             * @example team
             * @enum {string}
             */
            kind: "team" | "planner" | "plan";
            /**
             * Format: uuid
             * @description Of the team, planner or plan.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b51
             */
            id: string;
            /** @example Garden club */
            name: string;
            /**
             * @description What you are there.
             * @example member
             */
            role: string;
        };
        DataExportDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            jobId: string;
        };
        DeletedMeDto: {
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            deletedAt: string;
            /**
             * Format: date-time
             * @description Until then a sign-in restores the account; after that it is gone for good.
             * @example 2026-02-24T15:30:00.000Z
             */
            purgeAt: string;
            /**
             * Format: uuid
             * @description The job that exports your data. You are signed out by now: its link comes by mail.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            exportJobId: string;
        };
        DeleteMeDto: {
            /**
             * Format: password
             * @description Of your account. Where it has none, sign in or prove again that it is you, shortly before.
             * @example Analytical-Engine-1843
             */
            password?: string;
        };
        PlannerSettingsDto: {
            /**
             * @description Listed among the public planners.
             * @example false
             */
            isPublic: boolean;
            /**
             * @description Others may be invited.
             * @example true
             */
            allowCollaboration: boolean;
            /**
             * @description Archived by itself once everything is done.
             * @example false
             */
            autoArchive: boolean;
            /**
             * @description Reminders of its activities are sent.
             * @example true
             */
            reminderEnabled: boolean;
            /** @example list */
            defaultView: string;
            /** @example default */
            colorScheme: string;
            /**
             * @description Null: that of whoever looks.
             * @example Europe/Vienna
             */
            timezone: string | null;
        };
        PlannerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            id: string;
            /**
             * Format: uuid
             * @description The person who owns it; null where a team does.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team that owns it, if one does.
             */
            teamId: string | null;
            /** @example Spring cleaning */
            title: string;
            /** @example Room by room, a weekend each. */
            description: string | null;
            /** @example #3366ff */
            color: string | null;
            /** @example broom */
            icon: string | null;
            /** @example https://example.com/cover.jpg */
            coverImage: string | null;
            /**
             * @example [
             *       "home"
             *     ]
             */
            tags: string[];
            settings: components["schemas"]["PlannerSettingsDto"];
            /** @example false */
            archived: boolean;
            /** Format: date-time */
            archivedAt: string | null;
            /**
             * Format: int32
             * @example 3
             */
            sectionsCount: number;
            /**
             * Format: int32
             * @example 12
             */
            activitiesCount: number;
            /**
             * Format: int32
             * @example 4
             */
            completedCount: number;
            /**
             * Format: double
             * @description Per cent, with one decimal.
             * @example 33.3
             */
            completionRate: number;
            /**
             * Format: date-time
             * @description When something last changed in it.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastActivity: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * @description What the caller is on it; null for an admin of the server who is nothing on it.
             * @example owner
             * @enum {string|null}
             */
            role: "viewer" | "editor" | "admin" | "owner" | null;
        };
        PlannerSettingsInputDto: {
            /** @default false */
            isPublic?: boolean;
            /** @default true */
            allowCollaboration?: boolean;
            /** @default false */
            autoArchive?: boolean;
            /** @default true */
            reminderEnabled?: boolean;
            /**
             * @default list
             * @example list
             */
            defaultView?: string;
            /**
             * @default default
             * @example default
             */
            colorScheme?: string;
            /** @example Europe/Vienna */
            timezone?: string | null;
        };
        CreatePlannerDto: {
            /** @example Room by room, a weekend each. */
            description?: string | null;
            /** @example #3366ff */
            color?: string | null;
            /** @example broom */
            icon?: string | null;
            /**
             * Format: uri
             * @example https://example.com/cover.jpg
             */
            coverImage?: string | null;
            /**
             * @example [
             *       "home"
             *     ]
             */
            tags?: string[] | null;
            settings?: components["schemas"]["PlannerSettingsInputDto"];
            /** @example Spring cleaning */
            title: string;
        };
        PlannerSharingDto: {
            /**
             * @description There is a share link to it, which may have run out.
             * @example true
             */
            link: boolean;
            /**
             * @description It is among the public planners, unless it is archived.
             * @example false
             */
            public: boolean;
            /**
             * Format: int32
             * @description How many people are on it by name.
             * @example 1
             */
            collaborators: number;
        };
        SectionSettingsDto: {
            /** @example false */
            collapsed: boolean;
            /** @example #33aa66 */
            color: string | null;
            /** @example sofa */
            icon: string | null;
        };
        AttachmentDto: {
            /** Format: uuid */
            id: string;
            /** @example pattern.pdf */
            name: string;
            /** @example application/pdf */
            type: string;
            /**
             * Format: int32
             * @description Bytes.
             * @example 48213
             */
            size: number;
        };
        ChecklistItemDto: {
            /** Format: uuid */
            id: string;
            /** @example Buy soap */
            text: string;
            /** @example false */
            completed: boolean;
            /**
             * Format: int32
             * @example 0
             */
            order: number;
        };
        AiSuggestionDto: {
            /** Format: uuid */
            id: string;
            /** @example Split it into washing and ironing. */
            suggestion: string;
            /**
             * Format: double
             * @example 0.8
             */
            confidence: number;
            /**
             * @description Null until somebody has decided.
             * @example null
             */
            accepted: boolean | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
        };
        ReminderDto: {
            /** Format: uuid */
            id: string;
            /**
             * @example email
             * @enum {string}
             */
            type: "email" | "push" | "sms" | "in-app";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            time: string | null;
            /**
             * Format: int32
             * @description Minutes before the due date.
             * @example null
             */
            offset: number | null;
            /** @example false */
            sent: boolean;
            /**
             * Format: date-time
             * @example null
             */
            sentAt: string | null;
        };
        ActivityMetadataDto: {
            /**
             * Format: int32
             * @example 45
             */
            estimatedDuration?: number | null;
            /** Format: int32 */
            actualDuration?: number | null;
            /** Format: int32 */
            focusTime?: number | null;
            /**
             * Format: int32
             * @example 2
             */
            difficulty?: number | null;
            /**
             * Format: int32
             * @example 3
             */
            energyLevel?: number | null;
            /** Format: int32 */
            pomodoroSessions?: number | null;
            /**
             * Format: int32
             * @example 20
             */
            progress?: number | null;
        };
        CoordinatesDto: {
            /**
             * Format: double
             * @example 48.2082
             */
            latitude: number;
            /**
             * Format: double
             * @example 16.3738
             */
            longitude: number;
        };
        LocationDto: {
            /** @example Town hall */
            name?: string | null;
            /** @example Rathausplatz 1, 1010 Wien */
            address?: string | null;
            coordinates?: components["schemas"]["CoordinatesDto"] | null;
        };
        RecurrenceDto: {
            /**
             * @description Null where only the rrule can say it.
             * @example weekly
             * @enum {string|null}
             */
            pattern: "daily" | "weekly" | "monthly" | "yearly" | null;
            /**
             * Format: int32
             * @example 2
             */
            interval: number | null;
            /**
             * @description 0 is Sunday.
             * @example [
             *       1,
             *       3
             *     ]
             */
            daysOfWeek: number[] | null;
            /**
             * Format: date-time
             * @example null
             */
            endDate: string | null;
            /**
             * Format: int32
             * @example 10
             */
            occurrences: number | null;
            /** @example FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10 */
            rrule: string;
            /** @example false */
            fromCompletion: boolean;
        };
        SeriesDto: {
            /**
             * Format: uuid
             * @description Shared by all activities of the series.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it is by the rule, wherever it was moved to.
             * @example 2026-01-25T15:30:00.000Z
             */
            originalStart: string;
            /**
             * @description Whose wall clock is kept.
             * @example Europe/Vienna
             */
            timeZone: string;
            /**
             * Format: date-time
             * @description Where the rule is counted from.
             * @example 2026-01-25T15:30:00.000Z
             */
            start: string;
            /**
             * Format: int32
             * @description The how many-th occurrence it is.
             * @example 1
             */
            number: number;
            /**
             * Format: uuid
             * @description What its completion has made.
             * @example null
             */
            nextActivityId: string | null;
        };
        ActivityDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /**
             * Format: uuid
             * @description Who made it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /** @example Wash the curtains */
            title: string;
            /**
             * @description Markdown.
             * @example At **30 °C**, no spinning.
             */
            description: string | null;
            /**
             * @example task
             * @enum {string}
             */
            type: "task" | "event" | "note" | "goal";
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @example medium
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate: string | null;
            /** Format: date-time */
            startDate: string | null;
            /** Format: date-time */
            endDate: string | null;
            /**
             * Format: date-time
             * @description Set while the status is `completed`.
             */
            completedAt: string | null;
            /**
             * @example [
             *       "laundry"
             *     ]
             */
            tags: string[];
            /**
             * @example [
             *       "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11"
             *     ]
             */
            assignees: string[];
            /** @example [] */
            attachments: components["schemas"]["AttachmentDto"][];
            checklist: components["schemas"]["ChecklistItemDto"][];
            /**
             * Format: int32
             * @description How many comments there are.
             * @example 0
             */
            comments: number;
            /** @example [] */
            aiSuggestions: components["schemas"]["AiSuggestionDto"][];
            /** @example [] */
            reminders: components["schemas"]["ReminderDto"][];
            /**
             * @description Activities of the same planner that come first.
             * @example []
             */
            blockedBy: string[];
            metadata: components["schemas"]["ActivityMetadataDto"];
            location: components["schemas"]["LocationDto"] | null;
            /** @example null */
            recurrence: components["schemas"]["RecurrenceDto"] | null;
            /**
             * @description Of what recurs.
             * @example null
             */
            series: components["schemas"]["SeriesDto"] | null;
            /**
             * @description Its key in the order; keys compare byte by byte.
             * @example i000000003
             */
            position: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            updatedBy: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
        };
        SectionWithActivitiesDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /** @example Living room */
            title: string;
            /** @example null */
            description: string | null;
            /**
             * @example tasks
             * @enum {string}
             */
            type: "tasks" | "notes" | "goals";
            /**
             * Format: int32
             * @description Its place in the planner, from 0.
             * @example 0
             */
            order: number;
            /**
             * @description Its key in the order; keys compare byte by byte.
             * @example i000000001
             */
            position: string;
            settings: components["schemas"]["SectionSettingsDto"];
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            activities: components["schemas"]["ActivityDto"][];
        };
        CollaboratorDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * @example editor
             * @enum {string}
             */
            role: "viewer" | "editor" | "admin";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
        };
        PlannerWholeDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            id: string;
            /**
             * Format: uuid
             * @description The person who owns it; null where a team does.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team that owns it, if one does.
             */
            teamId: string | null;
            /** @example Spring cleaning */
            title: string;
            /** @example Room by room, a weekend each. */
            description: string | null;
            /** @example #3366ff */
            color: string | null;
            /** @example broom */
            icon: string | null;
            /** @example https://example.com/cover.jpg */
            coverImage: string | null;
            /**
             * @example [
             *       "home"
             *     ]
             */
            tags: string[];
            settings: components["schemas"]["PlannerSettingsDto"];
            /** @example false */
            archived: boolean;
            /** Format: date-time */
            archivedAt: string | null;
            /**
             * Format: int32
             * @example 3
             */
            sectionsCount: number;
            /**
             * Format: int32
             * @example 12
             */
            activitiesCount: number;
            /**
             * Format: int32
             * @example 4
             */
            completedCount: number;
            /**
             * Format: double
             * @description Per cent, with one decimal.
             * @example 33.3
             */
            completionRate: number;
            /**
             * Format: date-time
             * @description When something last changed in it.
             * @example 2026-01-25T15:30:00.000Z
             */
            lastActivity: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * @description What the caller is on it; null for an admin of the server who is nothing on it.
             * @example owner
             * @enum {string|null}
             */
            role: "viewer" | "editor" | "admin" | "owner" | null;
            sharing: components["schemas"]["PlannerSharingDto"];
            sections: components["schemas"]["SectionWithActivitiesDto"][];
            collaborators: components["schemas"]["CollaboratorDto"][];
        };
        UpdatePlannerDto: {
            /** @example Room by room, a weekend each. */
            description?: string | null;
            /** @example #3366ff */
            color?: string | null;
            /** @example broom */
            icon?: string | null;
            /**
             * Format: uri
             * @example https://example.com/cover.jpg
             */
            coverImage?: string | null;
            /**
             * @example [
             *       "home"
             *     ]
             */
            tags?: string[] | null;
            settings?: components["schemas"]["PlannerSettingsInputDto"];
            /** @example Spring cleaning, this time for real */
            title?: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        ReplacePlannerDto: {
            /** @example Room by room, a weekend each. */
            description?: string | null;
            /** @example #3366ff */
            color?: string | null;
            /** @example broom */
            icon?: string | null;
            /**
             * Format: uri
             * @example https://example.com/cover.jpg
             */
            coverImage?: string | null;
            /**
             * @example [
             *       "home"
             *     ]
             */
            tags?: string[] | null;
            settings?: components["schemas"]["PlannerSettingsInputDto"];
            /** @example Spring cleaning */
            title: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        DuplicatePlannerDto: {
            /** @description The title of the copy; "… (copy)" when left out. */
            title?: string;
            /** @default true */
            includeActivities?: boolean;
            /**
             * Format: int32
             * @description Days by which every date moves, at the wall clock of the planner’s time zone, else of yours.
             * @default 0
             */
            shiftDays?: number;
        };
        FieldChangeDto: {
            /** @example status */
            field: string;
            /**
             * @description Any JSON value.
             * @example pending
             */
            before: (string | number | boolean | {
                [key: string]: unknown;
            } | unknown[] | null) | null;
            /**
             * @description Any JSON value.
             * @example completed
             */
            after: (string | number | boolean | {
                [key: string]: unknown;
            } | unknown[] | null) | null;
        };
        HistoryEntryDto: {
            /**
             * Format: uuid
             * @description Also the id of the operation.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b21
             */
            id: string;
            /**
             * Format: int64
             * @description Rises through the whole system.
             * @example 4711
             */
            seq: number;
            /** @example activity.updated */
            action: string;
            /**
             * @example activity
             * @enum {string}
             */
            resourceType: "planner" | "section" | "activity" | "comment" | "plan";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            resourceId: string;
            /**
             * Format: int32
             * @example 2
             */
            resourceVersion: number | null;
            /**
             * Format: uuid
             * @description Who did it; null where the system did.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            actorId: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            occurredAt: string;
            changes: components["schemas"]["FieldChangeDto"][];
        };
        StatusCountsDto: {
            /**
             * Format: int32
             * @example 5
             */
            pending: number;
            /**
             * Format: int32
             * @example 2
             */
            "in-progress": number;
            /**
             * Format: int32
             * @example 4
             */
            completed: number;
            /**
             * Format: int32
             * @example 1
             */
            cancelled: number;
        };
        PriorityCountsDto: {
            /**
             * Format: int32
             * @example 1
             */
            low: number;
            /**
             * Format: int32
             * @example 9
             */
            medium: number;
            /**
             * Format: int32
             * @example 2
             */
            high: number;
            /**
             * Format: int32
             * @example 0
             */
            urgent: number;
        };
        TypeCountsDto: {
            /**
             * Format: int32
             * @example 10
             */
            task: number;
            /**
             * Format: int32
             * @example 1
             */
            event: number;
            /**
             * Format: int32
             * @example 1
             */
            note: number;
            /**
             * Format: int32
             * @example 0
             */
            goal: number;
        };
        AssigneeCountsDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /**
             * Format: int32
             * @example 7
             */
            total: number;
            /**
             * Format: int32
             * @example 4
             */
            open: number;
            /**
             * Format: int32
             * @example 3
             */
            completed: number;
            /**
             * Format: int32
             * @example 1
             */
            overdue: number;
        };
        BurnDownDayDto: {
            /** @example 2026-01-25 */
            date: string;
            /**
             * Format: int32
             * @description Open at the end of the day.
             * @example 7
             */
            open: number;
            /**
             * Format: int32
             * @example 2
             */
            created: number;
            /**
             * Format: int32
             * @example 1
             */
            completed: number;
        };
        PlannerStatisticsDto: {
            /**
             * Format: int32
             * @example 12
             */
            total: number;
            byStatus: components["schemas"]["StatusCountsDto"];
            byPriority: components["schemas"]["PriorityCountsDto"];
            byType: components["schemas"]["TypeCountsDto"];
            /** @description The busiest first. */
            byAssignee: components["schemas"]["AssigneeCountsDto"][];
            /**
             * Format: int32
             * @example 1
             */
            overdue: number;
            /**
             * Format: double
             * @description Throughput of the last 30 days.
             * @example 2.3
             */
            completedPerWeek: number;
            /** @description The last 30 days; cancelled work is left out. */
            burnDown: components["schemas"]["BurnDownDayDto"][];
        };
        SectionDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /** @example Living room */
            title: string;
            /** @example null */
            description: string | null;
            /**
             * @example tasks
             * @enum {string}
             */
            type: "tasks" | "notes" | "goals";
            /**
             * Format: int32
             * @description Its place in the planner, from 0.
             * @example 0
             */
            order: number;
            /**
             * @description Its key in the order; keys compare byte by byte.
             * @example i000000001
             */
            position: string;
            settings: components["schemas"]["SectionSettingsDto"];
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
        };
        SectionSettingsInputDto: {
            /** @default false */
            collapsed?: boolean;
            /** @example #33aa66 */
            color?: string | null;
            /** @example sofa */
            icon?: string | null;
        };
        CreateSectionDto: {
            description?: string | null;
            /**
             * @default tasks
             * @enum {string}
             */
            type?: "tasks" | "notes" | "goals";
            /**
             * Format: int32
             * @description Its place, from 0; past the end means the end.
             */
            order?: number;
            settings?: components["schemas"]["SectionSettingsInputDto"];
            /** @example Living room */
            title: string;
        };
        SectionOrderDto: {
            /**
             * @example [
             *       "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02"
             *     ]
             */
            order: string[];
        };
        UpdateSectionDto: {
            description?: string | null;
            /**
             * @default tasks
             * @enum {string}
             */
            type?: "tasks" | "notes" | "goals";
            /**
             * Format: int32
             * @description Its place, from 0; past the end means the end.
             */
            order?: number;
            settings?: components["schemas"]["SectionSettingsInputDto"];
            /** @example Living room and hall */
            title?: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        BatchProblemDto: {
            /** @example data.title */
            field: string;
            /** @example title must not be empty */
            message: string;
            /** @example required */
            rule: string;
        };
        BatchErrorDto: {
            /** @example NOT_FOUND */
            code: string;
            /** @example Activity not found */
            message: string;
            details?: components["schemas"]["BatchProblemDto"][];
        };
        BatchResultDto: {
            /**
             * Format: int32
             * @example 0
             */
            index: number;
            /**
             * Format: int32
             * @description The status that a request by itself would have had.
             * @example 201
             */
            status: number;
            /** @description The activity as it is now; after `delete` its id alone. */
            data?: components["schemas"]["ActivityDto"];
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b21
             */
            operationId?: string;
            error?: components["schemas"]["BatchErrorDto"];
        };
        BatchResultsDto: {
            results: components["schemas"]["BatchResultDto"][];
        };
        RecurrenceInputDto: {
            /**
             * @description Needed where there is no rrule.
             * @example weekly
             * @enum {string|null}
             */
            pattern?: "daily" | "weekly" | "monthly" | "yearly" | null;
            /**
             * Format: int32
             * @description Every so many; 1 if left out.
             * @example 2
             */
            interval?: number | null;
            /**
             * @description 0 is Sunday.
             * @example [
             *       1,
             *       3
             *     ]
             */
            daysOfWeek?: number[] | null;
            /**
             * Format: date-time
             * @description The last time that it may occur; a day means the whole of it. Not together with `occurrences`.
             */
            endDate?: string | null;
            /**
             * Format: int32
             * @description How many in all.
             * @example 10
             */
            occurrences?: number | null;
            /** @description A rule by RFC 5545, without DTSTART, such as `FREQ=MONTHLY;BYDAY=-1FR`. */
            rrule?: string | null;
            /**
             * @description Count the next from when one was completed, rather than from when it was due.
             * @default false
             */
            fromCompletion?: boolean | null;
        };
        UpdateActivityDto: {
            /**
             * @description Markdown.
             * @example At **30 °C**, no spinning.
             */
            description?: string | null;
            /**
             * @default task
             * @enum {string}
             */
            type?: "task" | "event" | "note" | "goal";
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @default medium
             * @enum {string}
             */
            priority?: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate?: string | null;
            /**
             * Format: date-time
             * @description Without an offset it is read in your time zone.
             */
            startDate?: string | null;
            /**
             * Format: date-time
             * @description Not before the start.
             */
            endDate?: string | null;
            /**
             * @example [
             *       "laundry"
             *     ]
             */
            tags?: string[] | null;
            /** @description People who may see the planner. */
            assignees?: string[] | null;
            /**
             * @example [
             *       "Buy soap"
             *     ]
             */
            checklist?: (string | {
                /** Format: uuid */
                id?: string;
                text: string;
                /** @default false */
                completed?: boolean;
                /** Format: int32 */
                order?: number;
            })[] | null;
            /** @description Activities of the same planner; never in a circle. */
            blockedBy?: string[] | null;
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
            /** @description Counted from the `startDate`, else from the `dueDate`, in the time zone of the planner, else in yours. */
            recurrence?: components["schemas"]["RecurrenceInputDto"] | null;
            /**
             * Format: int32
             * @description Minutes; the same as `metadata.estimatedDuration`, which it overrides.
             * @example 45
             */
            estimatedDuration?: number | null;
            /** @example Wash and iron the curtains */
            title?: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        BatchOperationDto: {
            /**
             * @example update
             * @enum {string}
             */
            op: "create" | "update" | "delete" | "move";
            /**
             * Format: uuid
             * @description The activity; not for `create`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id?: string;
            /**
             * Format: uuid
             * @description For `create` and `move`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId?: string;
            /**
             * Format: uuid
             * @description For `move`.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b04
             */
            before?: string;
            /**
             * Format: uuid
             * @description For `move`; not together with `before`.
             */
            after?: string;
            /** @description For `create` (then it needs a title) and `update`; `version` also for `delete` and `move`. */
            data?: components["schemas"]["UpdateActivityDto"];
        };
        BatchDto: {
            /**
             * @description All or nothing; false lets each stand for itself.
             * @default true
             */
            atomic?: boolean;
            /**
             * @example [
             *       {
             *         "op": "create",
             *         "sectionId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02",
             *         "data": {
             *           "title": "Wash the curtains"
             *         }
             *       }
             *     ]
             */
            operations: components["schemas"]["BatchOperationDto"][];
        };
        UnderstoodRecurrenceDto: {
            /**
             * @example monthly
             * @enum {string}
             */
            pattern: "daily" | "weekly" | "monthly" | "yearly";
            /**
             * Format: int32
             * @example 6
             */
            interval: number;
            /**
             * @description 0 is Sunday.
             * @example [
             *       1,
             *       4
             *     ]
             */
            daysOfWeek?: number[];
        };
        UnderstoodDto: {
            /** @example Dentist */
            title: string;
            /**
             * Format: date-time
             * @description A day without a time means its last minute.
             * @example null
             */
            dueDate: string | null;
            /**
             * Format: date-time
             * @description A time with a duration is when it takes place.
             * @example 2026-01-28T17:00:00.000Z
             */
            startDate: string | null;
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            endDate: string | null;
            /**
             * @example [
             *       "health"
             *     ]
             */
            tags: string[];
            /**
             * @example high
             * @enum {string|null}
             */
            priority: "low" | "medium" | "high" | "urgent" | null;
            /**
             * Format: int32
             * @description Minutes.
             * @example 45
             */
            estimatedDuration: number | null;
            recurrence: components["schemas"]["UnderstoodRecurrenceDto"] | null;
        };
        QuicklyAddedDto: {
            activity: components["schemas"]["ActivityDto"];
            understood: components["schemas"]["UnderstoodDto"];
        };
        QuickAddDto: {
            /** @example Dentist tomorrow 3pm for 45m #health !high every 6 months */
            text: string;
            /**
             * Format: uuid
             * @description The section that you used last, when left out.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId?: string;
        };
        AssigneeDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /** @example Ada Lovelace */
            displayName: string | null;
            /** @example ada.lovelace */
            username: string | null;
            /** @example https://example.com/ada.jpg */
            photoURL: string | null;
        };
        AssigneesDto: {
            assignees: components["schemas"]["AssigneeDto"][];
        };
        AssignDto: {
            /**
             * Format: uuid
             * @description Somebody who may see the planner.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
        };
        ChecklistDto: {
            checklist: components["schemas"]["ChecklistItemDto"][];
        };
        CreateChecklistItemDto: {
            /** @example false */
            completed?: boolean;
            /**
             * Format: int32
             * @description Its place, from 0; past the end means the end.
             */
            order?: number;
            /** @example Buy soap */
            text: string;
        };
        UpdateChecklistItemDto: {
            /** @example false */
            completed?: boolean;
            /**
             * Format: int32
             * @description Its place, from 0; past the end means the end.
             */
            order?: number;
            /** @example Buy soft soap */
            text?: string;
        };
        CommentDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b82
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /**
             * Format: uuid
             * @description Who wrote it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /** @example Shall we take the night train, @ada.lovelace? */
            text: string;
            /** @description Those mentioned in it who may see the planner. */
            mentions: string[];
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        WriteCommentDto: {
            /**
             * @description `@username` mentions somebody; it does nothing where they may not see the planner.
             * @example Shall we take the night train, @ada.lovelace?
             */
            text: string;
        };
        RemindersDto: {
            reminders: components["schemas"]["ReminderDto"][];
        };
        CreateReminderDto: {
            /**
             * Format: date-time
             * @description When; not together with `offset`.
             */
            time?: string | null;
            /**
             * Format: int32
             * @description Minutes before the due date, with which it moves.
             * @example 30
             */
            offset?: number | null;
            /**
             * @example email
             * @enum {string}
             */
            type: "email" | "push" | "sms" | "in-app";
        };
        UpdateReminderDto: {
            /**
             * Format: date-time
             * @description When; not together with `offset`.
             */
            time?: string | null;
            /**
             * Format: int32
             * @description Minutes before the due date, with which it moves.
             * @example 30
             */
            offset?: number | null;
            /**
             * @example push
             * @enum {string}
             */
            type?: "email" | "push" | "sms" | "in-app";
        };
        TimerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId: string;
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            startedAt: string;
        };
        RunningTimerDto: {
            timer: components["schemas"]["TimerDto"] | null;
        };
        StoppedTimerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId: string;
            /**
             * Format: int32
             * @example 25
             */
            minutes: number;
        };
        StartedTimerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId: string;
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            startedAt: string;
            stopped: components["schemas"]["StoppedTimerDto"] | null;
        };
        FilterDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b84
             */
            id: string;
            /** @example Mine and open */
            name: string;
            /**
             * @description Parameters of `GET /activities`, but for page, limit, cursor, fields and filter.
             * @example {
             *       "status": [
             *         "pending"
             *       ],
             *       "assignee": "me"
             *     }
             */
            query: {
                [key: string]: unknown;
            };
            /**
             * @example dueDate
             * @enum {string|null}
             */
            sort: "createdAt" | "updatedAt" | "dueDate" | "title" | "priority" | null;
            /**
             * @example asc
             * @enum {string|null}
             */
            order: "asc" | "desc" | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        CreateFilterDto: {
            /**
             * @example dueDate
             * @enum {string|null}
             */
            sort?: "createdAt" | "updatedAt" | "dueDate" | "title" | "priority" | null;
            /**
             * @example asc
             * @enum {string|null}
             */
            order?: "asc" | "desc" | null;
            /** @example Mine and open */
            name: string;
            /**
             * @description Parameters of `GET /activities`, but for page, limit, cursor, fields and filter.
             * @example {
             *       "status": [
             *         "pending"
             *       ],
             *       "assignee": "me"
             *     }
             */
            query?: {
                [key: string]: unknown;
            };
        };
        UpdateFilterDto: {
            /**
             * @example dueDate
             * @enum {string|null}
             */
            sort?: "createdAt" | "updatedAt" | "dueDate" | "title" | "priority" | null;
            /**
             * @example asc
             * @enum {string|null}
             */
            order?: "asc" | "desc" | null;
            /** @example Mine, open, soon */
            name?: string;
            /**
             * @description Parameters of `GET /activities`, but for page, limit, cursor, fields and filter.
             * @example {
             *       "status": [
             *         "pending"
             *       ],
             *       "assignee": "me"
             *     }
             */
            query?: {
                [key: string]: unknown;
            };
        };
        OccurrenceDto: {
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            end?: string;
            /**
             * Format: date-time
             * @description When it is by the rule; its name in addresses.
             * @example 2026-01-25T15:30:00.000Z
             */
            originalStart: string;
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * Format: uuid
             * @description Where it is an activity already.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId?: string;
        };
        DayEntryDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /**
             * Format: uuid
             * @description Who made it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            userId: string;
            /** @example Wash the curtains */
            title: string;
            /**
             * @description Markdown.
             * @example At **30 °C**, no spinning.
             */
            description: string | null;
            /**
             * @example task
             * @enum {string}
             */
            type: "task" | "event" | "note" | "goal";
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @example medium
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate: string | null;
            /** Format: date-time */
            startDate: string | null;
            /** Format: date-time */
            endDate: string | null;
            /**
             * Format: date-time
             * @description Set while the status is `completed`.
             */
            completedAt: string | null;
            /**
             * @example [
             *       "laundry"
             *     ]
             */
            tags: string[];
            /**
             * @example [
             *       "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11"
             *     ]
             */
            assignees: string[];
            /** @example [] */
            attachments: components["schemas"]["AttachmentDto"][];
            checklist: components["schemas"]["ChecklistItemDto"][];
            /**
             * Format: int32
             * @description How many comments there are.
             * @example 0
             */
            comments: number;
            /** @example [] */
            aiSuggestions: components["schemas"]["AiSuggestionDto"][];
            /** @example [] */
            reminders: components["schemas"]["ReminderDto"][];
            /**
             * @description Activities of the same planner that come first.
             * @example []
             */
            blockedBy: string[];
            metadata: components["schemas"]["ActivityMetadataDto"];
            location: components["schemas"]["LocationDto"] | null;
            /** @example null */
            recurrence: components["schemas"]["RecurrenceDto"] | null;
            /**
             * @description Of what recurs.
             * @example null
             */
            series: components["schemas"]["SeriesDto"] | null;
            /**
             * @description Its key in the order; keys compare byte by byte.
             * @example i000000003
             */
            position: string;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            updatedBy: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /** @description Of what recurs and is no activity yet: all else is as the activity has it from which the series goes on. */
            occurrence?: components["schemas"]["OccurrenceDto"];
        };
        DayEntriesDto: {
            /**
             * Format: date-time
             * @description Where the first day begins.
             * @example 2026-01-25T15:30:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description Where the day after the last begins.
             * @example 2026-01-28T17:00:00.000Z
             */
            until: string;
            /** @example Europe/Vienna */
            timeZone: string;
            activities: components["schemas"]["DayEntryDto"][];
            /**
             * @description There is more than is shown.
             * @example false
             */
            truncated: boolean;
        };
        OccurrencesDto: {
            occurrences: components["schemas"]["OccurrenceDto"][];
        };
        UpdateOccurrenceDto: {
            /**
             * @description This one, or this and all that follow.
             * @default this
             * @enum {string}
             */
            scope?: "this" | "following";
            /**
             * Format: date-time
             * @description Moves it: its `startDate`, with its end, or its `dueDate` where it has no start.
             */
            start?: string;
            /**
             * Format: date-time
             * @description The same as `endDate`.
             */
            end?: string | null;
            /** @example Wash the curtains, and the carpet */
            title?: string;
            /** @description Markdown. */
            description?: string | null;
            /** @enum {string} */
            type?: "task" | "event" | "note" | "goal";
            /** @enum {string} */
            priority?: "low" | "medium" | "high" | "urgent";
            /** Format: date-time */
            dueDate?: string | null;
            /** Format: date-time */
            startDate?: string | null;
            /** Format: date-time */
            endDate?: string | null;
            tags?: string[] | null;
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
            /** @description With `scope: following` only. */
            recurrence?: components["schemas"]["RecurrenceInputDto"] | null;
            /**
             * Format: int32
             * @description Minutes.
             */
            estimatedDuration?: number | null;
        };
        CreateActivityDto: {
            /**
             * @description Markdown.
             * @example At **30 °C**, no spinning.
             */
            description?: string | null;
            /**
             * @default task
             * @enum {string}
             */
            type?: "task" | "event" | "note" | "goal";
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @default medium
             * @enum {string}
             */
            priority?: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate?: string | null;
            /**
             * Format: date-time
             * @description Without an offset it is read in your time zone.
             */
            startDate?: string | null;
            /**
             * Format: date-time
             * @description Not before the start.
             */
            endDate?: string | null;
            /**
             * @example [
             *       "laundry"
             *     ]
             */
            tags?: string[] | null;
            /** @description People who may see the planner. */
            assignees?: string[] | null;
            /**
             * @example [
             *       "Buy soap"
             *     ]
             */
            checklist?: (string | {
                /** Format: uuid */
                id?: string;
                text: string;
                /** @default false */
                completed?: boolean;
                /** Format: int32 */
                order?: number;
            })[] | null;
            /** @description Activities of the same planner; never in a circle. */
            blockedBy?: string[] | null;
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
            /** @description Counted from the `startDate`, else from the `dueDate`, in the time zone of the planner, else in yours. */
            recurrence?: components["schemas"]["RecurrenceInputDto"] | null;
            /**
             * Format: int32
             * @description Minutes; the same as `metadata.estimatedDuration`, which it overrides.
             * @example 45
             */
            estimatedDuration?: number | null;
            /** @example Wash the curtains */
            title: string;
        };
        ReplaceActivityDto: {
            /**
             * @description Markdown.
             * @example At **30 °C**, no spinning.
             */
            description?: string | null;
            /**
             * @default task
             * @enum {string}
             */
            type?: "task" | "event" | "note" | "goal";
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @default medium
             * @enum {string}
             */
            priority?: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate?: string | null;
            /**
             * Format: date-time
             * @description Without an offset it is read in your time zone.
             */
            startDate?: string | null;
            /**
             * Format: date-time
             * @description Not before the start.
             */
            endDate?: string | null;
            /**
             * @example [
             *       "laundry"
             *     ]
             */
            tags?: string[] | null;
            /** @description People who may see the planner. */
            assignees?: string[] | null;
            /**
             * @example [
             *       "Buy soap"
             *     ]
             */
            checklist?: (string | {
                /** Format: uuid */
                id?: string;
                text: string;
                /** @default false */
                completed?: boolean;
                /** Format: int32 */
                order?: number;
            })[] | null;
            /** @description Activities of the same planner; never in a circle. */
            blockedBy?: string[] | null;
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
            /** @description Counted from the `startDate`, else from the `dueDate`, in the time zone of the planner, else in yours. */
            recurrence?: components["schemas"]["RecurrenceInputDto"] | null;
            /**
             * Format: int32
             * @description Minutes; the same as `metadata.estimatedDuration`, which it overrides.
             * @example 45
             */
            estimatedDuration?: number | null;
            /** @example Wash the curtains */
            title: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        MoveActivityDto: {
            /**
             * Format: uuid
             * @description The section it is in, when left out.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId?: string;
            /**
             * Format: uuid
             * @description An activity of that section.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b04
             */
            before?: string;
            /**
             * Format: uuid
             * @description An activity of that section; not together with `before`.
             */
            after?: string;
        };
        TrashItemDto: {
            /**
             * @example activity
             * @enum {string}
             */
            type: "planner" | "section" | "activity" | "plan";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /** @example Wash the curtains */
            title: string;
            /**
             * Format: uuid
             * @description Null for a plan.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string | null;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02
             */
            sectionId: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            deletedAt: string;
            /**
             * Format: date-time
             * @description Gone for good after this.
             * @example 2026-02-24T15:30:00.000Z
             */
            purgeAt: string;
        };
        RestoredDto: {
            /**
             * @example activity
             * @enum {string}
             */
            type: "planner" | "section" | "activity" | "plan";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /** @example Wash the curtains */
            title: string;
            /**
             * Format: int32
             * @example 3
             */
            version: number;
        };
        SearchResultDto: {
            /**
             * @example activity
             * @enum {string}
             */
            type: "planner" | "activity" | "comment" | "plan" | "template";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /**
             * @description Of a comment: the title of its activity.
             * @example Wash the curtains
             */
            title: string;
            /**
             * @description HTML: what was looked for is in `<mark>`, everything else is escaped.
             * @example Wash the <mark>curtains</mark>
             */
            snippet: string;
            /**
             * Format: double
             * @description The higher, the better; comparable within one answer.
             * @example 0.81
             */
            score: number;
            /**
             * Format: uuid
             * @description The planner that it is in, or is. Plans and templates are in none.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId?: string;
            /**
             * Format: uuid
             * @description Of a comment: the activity that it is on.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            activityId?: string;
        };
        SearchResultsDto: {
            results: components["schemas"]["SearchResultDto"][];
        };
        WorkingHoursDto: {
            /** @example 09:00 */
            from: string;
            /** @example 17:00 */
            to: string;
        };
        PlanCalendarDto: {
            /**
             * @description 0 = Sunday … 6 = Saturday.
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5
             *     ]
             */
            workingDays?: number[];
            hours: components["schemas"]["WorkingHoursDto"][];
            /**
             * @example [
             *       "2026-12-25"
             *     ]
             */
            holidays: string[];
            /** @example Europe/Vienna */
            timezone: string;
        };
        PlanDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b91
             */
            id: string;
            /**
             * Format: uuid
             * @description The person who owns it; null where a team does.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team that owns it, if one does.
             */
            teamId: string | null;
            /** @example Before we go */
            title: string;
            /** @example What has to be done before we go. */
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt: string;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "draft" | "active" | "done";
            calendar: components["schemas"]["PlanCalendarDto"];
            /**
             * Format: int32
             * @example 3
             */
            stepsCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * @description What the caller is on it; null for an admin of the server who is nothing on it.
             * @example owner
             * @enum {string|null}
             */
            role: "viewer" | "editor" | "admin" | "owner" | null;
        };
        StepDependencyDto: {
            /** @example route */
            id: string;
            /**
             * @example FS
             * @enum {string}
             */
            type: "FS" | "SS" | "FF" | "SF";
            /**
             * Format: int32
             * @example 0
             */
            lag: number;
        };
        PlanStepDto: {
            /** @example flights */
            id: string;
            /** @example Book the flights */
            title: string;
            /**
             * Format: int32
             * @example 120
             */
            duration: number;
            dependsOn: components["schemas"]["StepDependencyDto"][];
            /** @example Ada */
            assignee: string | null;
            /** Format: date-time */
            earliestStart: string | null;
            /** Format: date-time */
            fixedStart: string | null;
            /**
             * @description The higher, the sooner its assignee gets to it. The words are worth 25, 50, 75 and 100.
             * @example medium
             */
            priority: ("low" | "medium" | "high" | "urgent") | number;
        };
        PlanWithStepsDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b91
             */
            id: string;
            /**
             * Format: uuid
             * @description The person who owns it; null where a team does.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team that owns it, if one does.
             */
            teamId: string | null;
            /** @example Before we go */
            title: string;
            /** @example What has to be done before we go. */
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt: string;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "draft" | "active" | "done";
            calendar: components["schemas"]["PlanCalendarDto"];
            /**
             * Format: int32
             * @example 3
             */
            stepsCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * @description What the caller is on it; null for an admin of the server who is nothing on it.
             * @example owner
             * @enum {string|null}
             */
            role: "viewer" | "editor" | "admin" | "owner" | null;
            steps: components["schemas"]["PlanStepDto"][];
        };
        PlanCalendarInputDto: {
            /**
             * @description 0 = Sunday … 6 = Saturday.
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5
             *     ]
             */
            workingDays?: number[];
            /** @description On each working day. */
            hours?: components["schemas"]["WorkingHoursDto"][];
            /**
             * @description Dates.
             * @example [
             *       "2026-12-25"
             *     ]
             */
            holidays?: string[];
            /**
             * @description Yours, where it is left out.
             * @example Europe/Vienna
             */
            timezone?: string;
        };
        StepDependencyInputDto: {
            /** @description Of the step that it waits for. */
            id: string;
            /**
             * @description FS: starts after the end of the other; SS: starts after its start; FF: ends after its end; SF: ends after its start.
             * @default FS
             * @enum {string}
             */
            type?: "FS" | "SS" | "FF" | "SF";
            /**
             * Format: int32
             * @description Minutes of working time in between; negative to overlap.
             * @default 0
             */
            lag?: number;
        };
        PlanStepInputDto: {
            /**
             * @description Of your choosing.
             * @example route
             */
            id: string;
            /** @example Choose the route */
            title: string;
            /**
             * Format: int32
             * @description Minutes of working time; 0 is a milestone.
             * @example 480
             */
            duration: number;
            dependsOn?: components["schemas"]["StepDependencyInputDto"][] | null;
            /** @description A name, or the id of a user, who then is assigned when the plan is applied. */
            assignee?: string | null;
            /**
             * Format: date-time
             * @description Not before this.
             */
            earliestStart?: string | null;
            /**
             * Format: date-time
             * @description Just then.
             */
            fixedStart?: string | null;
            /**
             * @description The higher, the sooner its assignee gets to it. The words are worth 25, 50, 75 and 100.
             * @example medium
             */
            priority?: ("low" | "medium" | "high" | "urgent") | number;
        };
        CreatePlanDto: {
            /** @example What has to be done before we go. */
            description?: string | null;
            /**
             * Format: date-time
             * @description Now, where it is left out.
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt?: string | null;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline?: string | null;
            /**
             * @default draft
             * @example active
             * @enum {string|null}
             */
            status?: "draft" | "active" | "done" | null;
            calendar?: components["schemas"]["PlanCalendarInputDto"] | null;
            /**
             * @example [
             *       {
             *         "id": "route",
             *         "title": "Choose the route",
             *         "duration": 480,
             *         "assignee": "Ada"
             *       },
             *       {
             *         "id": "flights",
             *         "title": "Book the flights",
             *         "duration": 120,
             *         "assignee": "Ada",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       },
             *       {
             *         "id": "rooms",
             *         "title": "Book the rooms",
             *         "duration": 240,
             *         "assignee": "Bob",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       }
             *     ]
             */
            steps?: components["schemas"]["PlanStepInputDto"][] | null;
            /** @example Before we go */
            title: string;
            /**
             * Format: uuid
             * @description The team that is to own it; you, where it is left out.
             */
            teamId?: string;
        };
        PlanWholeDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b91
             */
            id: string;
            /**
             * Format: uuid
             * @description The person who owns it; null where a team does.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team that owns it, if one does.
             */
            teamId: string | null;
            /** @example Before we go */
            title: string;
            /** @example What has to be done before we go. */
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt: string;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline: string | null;
            /**
             * @example active
             * @enum {string}
             */
            status: "draft" | "active" | "done";
            calendar: components["schemas"]["PlanCalendarDto"];
            /**
             * Format: int32
             * @example 3
             */
            stepsCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /** Format: date-time */
            deletedAt: string | null;
            /**
             * @description What the caller is on it; null for an admin of the server who is nothing on it.
             * @example owner
             * @enum {string|null}
             */
            role: "viewer" | "editor" | "admin" | "owner" | null;
            steps: components["schemas"]["PlanStepDto"][];
            collaborators: components["schemas"]["CollaboratorDto"][];
        };
        UpdatePlanDto: {
            /** @example What has to be done before we go. */
            description?: string | null;
            /**
             * Format: date-time
             * @description Now, where it is left out.
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt?: string | null;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline?: string | null;
            /**
             * @default draft
             * @example active
             * @enum {string|null}
             */
            status?: "draft" | "active" | "done" | null;
            calendar?: components["schemas"]["PlanCalendarInputDto"] | null;
            /**
             * @example [
             *       {
             *         "id": "route",
             *         "title": "Choose the route",
             *         "duration": 480,
             *         "assignee": "Ada"
             *       },
             *       {
             *         "id": "flights",
             *         "title": "Book the flights",
             *         "duration": 120,
             *         "assignee": "Ada",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       },
             *       {
             *         "id": "rooms",
             *         "title": "Book the rooms",
             *         "duration": 240,
             *         "assignee": "Bob",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       }
             *     ]
             */
            steps?: components["schemas"]["PlanStepInputDto"][] | null;
            /** @example Before we go, in March */
            title?: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        ReplacePlanDto: {
            /** @example What has to be done before we go. */
            description?: string | null;
            /**
             * Format: date-time
             * @description Now, where it is left out.
             * @example 2026-03-02T08:00:00.000Z
             */
            startsAt?: string | null;
            /**
             * Format: date-time
             * @example 2026-03-13T16:00:00.000Z
             */
            deadline?: string | null;
            /**
             * @default draft
             * @example active
             * @enum {string|null}
             */
            status?: "draft" | "active" | "done" | null;
            calendar?: components["schemas"]["PlanCalendarInputDto"] | null;
            /**
             * @example [
             *       {
             *         "id": "route",
             *         "title": "Choose the route",
             *         "duration": 480,
             *         "assignee": "Ada"
             *       },
             *       {
             *         "id": "flights",
             *         "title": "Book the flights",
             *         "duration": 120,
             *         "assignee": "Ada",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       },
             *       {
             *         "id": "rooms",
             *         "title": "Book the rooms",
             *         "duration": 240,
             *         "assignee": "Bob",
             *         "dependsOn": [
             *           {
             *             "id": "route"
             *           }
             *         ]
             *       }
             *     ]
             */
            steps?: components["schemas"]["PlanStepInputDto"][] | null;
            /** @example Before we go */
            title: string;
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        ScheduledStepDto: {
            /** @example route */
            id: string;
            /**
             * Format: date-time
             * @example 2026-03-02T08:00:00.000Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-03-02T16:00:00.000Z
             */
            end: string;
            /**
             * Format: date-time
             * @description If nobody had other work.
             * @example 2026-03-02T08:00:00.000Z
             */
            earliestStart: string;
            /**
             * Format: date-time
             * @example 2026-03-02T16:00:00.000Z
             */
            latestFinish: string;
            /**
             * Format: int32
             * @example 0
             */
            totalFloat: number;
            /**
             * Format: int32
             * @example 0
             */
            freeFloat: number;
            /** @example true */
            critical: boolean;
            /** @example Ada */
            assignee?: string;
        };
        LoadDayDto: {
            /** @example 2026-03-02 */
            date: string;
            /**
             * Format: int32
             * @example 480
             */
            minutes: number;
        };
        LoadDto: {
            /** @example Ada */
            assignee: string;
            /**
             * Format: int32
             * @example 600
             */
            minutes: number;
            /**
             * Format: int32
             * @description The most steps at once.
             * @example 1
             */
            peak: number;
            /**
             * Format: int32
             * @description Minutes in which there is more than one.
             * @example 0
             */
            overbooked: number;
            /** @description Left out for those for whom more than 200,000 days would come together. */
            days: components["schemas"]["LoadDayDto"][];
        };
        ScheduleDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T08:00:00.000Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-03-03T12:00:00.000Z
             */
            finish: string;
            /**
             * @example [
             *       "route",
             *       "rooms"
             *     ]
             */
            criticalPath: string[];
            steps: components["schemas"]["ScheduledStepDto"][];
            load: components["schemas"]["LoadDto"][];
            /**
             * @description Whether the deadline and all fixed starts are kept.
             * @example true
             */
            feasible: boolean;
            /**
             * Format: int32
             * @description Minutes of working time after the deadline.
             * @example 0
             */
            lateBy: number;
            /**
             * @description The steps that together make the plan late, or keep one from its fixed start.
             * @example []
             */
            blame: string[];
        };
        SchedulePlanDto: {
            /**
             * @description Nobody gets two steps at once.
             * @default false
             * @example true
             */
            level?: boolean;
        };
        AppliedDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
            /**
             * Format: uuid
             * @description The section that new activities went into.
             */
            sectionId: string;
            /**
             * Format: int32
             * @example 3
             */
            created: number;
            /**
             * Format: int32
             * @example 0
             */
            updated: number;
            /**
             * Format: int32
             * @description They were as they should be.
             * @example 0
             */
            unchanged: number;
            /**
             * Format: int32
             * @description Of steps that are no more.
             * @example 0
             */
            cancelled: number;
            /**
             * Format: date-time
             * @example 2026-03-03T12:00:00.000Z
             */
            finish: string;
        };
        NewPlannerDto: {
            title: string;
        };
        ApplyPlanDto: {
            /**
             * Format: uuid
             * @description A planner that you may write.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId?: string;
            /** @description Or one to make. */
            newPlanner?: components["schemas"]["NewPlannerDto"];
            /**
             * @description Nobody gets two steps at once.
             * @default false
             */
            level?: boolean;
        };
        PlannerTemplateBodyDto: {
            title?: string;
            description?: string | null;
            color?: string | null;
            icon?: string | null;
            tags?: string[];
            settings?: {
                isPublic?: boolean;
                allowCollaboration?: boolean;
                autoArchive?: boolean;
                reminderEnabled?: boolean;
                defaultView?: string;
                colorScheme?: string;
                timezone?: string | null;
            };
            calendar?: {
                workingDays?: number[];
                holidays?: string[];
            };
            sections: {
                title: string;
                description?: string | null;
                /** @enum {string} */
                type?: "tasks" | "notes" | "goals";
                settings?: {
                    collapsed?: boolean;
                    color?: string | null;
                    icon?: string | null;
                };
                activities?: {
                    title: string;
                    description?: string | null;
                    /** @enum {string} */
                    type?: "task" | "event" | "note" | "goal";
                    /** @enum {string} */
                    priority?: "low" | "medium" | "high" | "urgent";
                    tags?: string[];
                    /** Format: int32 */
                    estimatedDuration?: number | null;
                    /** Format: int32 */
                    difficulty?: number | null;
                    /** Format: int32 */
                    energyLevel?: number | null;
                    checklist?: string[];
                    dueOffset?: string | null;
                    startOffset?: string | null;
                    /** Format: int32 */
                    durationMinutes?: number | null;
                    endOffset?: string | null;
                    location?: {
                        name?: string | null;
                        address?: string | null;
                        coordinates?: {
                            /** Format: double */
                            latitude: number;
                            /** Format: double */
                            longitude: number;
                        } | null;
                    } | null;
                    recurrence?: {
                        /** @enum {string|null} */
                        pattern?: "daily" | "weekly" | "monthly" | "yearly" | null;
                        /** Format: int32 */
                        interval?: number | null;
                        daysOfWeek?: number[] | null;
                        /** Format: int32 */
                        occurrences?: number | null;
                        rrule?: string | null;
                        fromCompletion?: boolean | null;
                        endOffset?: string | null;
                    } | null;
                }[];
            }[];
            variables?: {
                [key: string]: {
                    description?: string | null;
                    default?: string | null;
                };
            };
        };
        PlanTemplateBodyDto: {
            title?: string;
            description?: string | null;
            deadlineOffset?: string | null;
            calendar?: {
                workingDays?: number[];
                holidays?: string[];
                hours?: {
                    from: string;
                    to: string;
                }[];
            };
            steps: {
                id: string;
                title: string;
                /** Format: int32 */
                duration: number;
                dependsOn?: {
                    id: string;
                    /** @enum {string} */
                    type?: "FS" | "SS" | "FF" | "SF";
                    /** Format: int32 */
                    lag?: number;
                }[];
                earliestStartOffset?: string | null;
                fixedStartOffset?: string | null;
                priority?: ("low" | "medium" | "high" | "urgent") | number;
            }[];
            variables?: {
                [key: string]: {
                    description?: string | null;
                    default?: string | null;
                };
            };
        };
        EventTemplateBodyDto: {
            title?: string;
            description?: string | null;
            /** @enum {string} */
            type?: "party" | "wedding" | "conference" | "trip" | "meeting" | "dinner" | "concert" | "sport" | "other";
            /** Format: int32 */
            durationMinutes?: number | null;
            location?: {
                name?: string | null;
                address?: string | null;
                coordinates?: {
                    /** Format: double */
                    latitude: number;
                    /** Format: double */
                    longitude: number;
                } | null;
            } | null;
            calendar?: {
                workingDays?: number[];
                holidays?: string[];
            };
            tasks?: {
                title: string;
                description?: string | null;
                /** @enum {string} */
                priority?: "low" | "medium" | "high" | "urgent";
                tags?: string[];
                /** Format: int32 */
                estimatedDuration?: number | null;
                checklist?: string[];
                dueOffset?: string | null;
            }[];
            budget?: {
                category: string;
                /** Format: double */
                amount: number;
                currency?: string;
                note?: string | null;
            }[];
            variables?: {
                [key: string]: {
                    description?: string | null;
                    default?: string | null;
                };
            };
        };
        ProjectTemplateBodyDto: {
            title?: string;
            /** Format: int32 */
            wordGoal?: number;
            outline?: {
                title: string;
                summary?: string | null;
                /** Format: int32 */
                wordGoal?: number | null;
                children?: {
                    title: string;
                    summary?: string | null;
                    /** Format: int32 */
                    wordGoal?: number | null;
                    children?: {
                        title: string;
                        summary?: string | null;
                        /** Format: int32 */
                        wordGoal?: number | null;
                    }[];
                }[];
            }[];
            variables?: {
                [key: string]: {
                    description?: string | null;
                    default?: string | null;
                };
            };
        };
        TemplateDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b93
             */
            id: string;
            /**
             * Format: uuid
             * @description Null for those that come with Almanac.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team whose members see it.
             */
            teamId: string | null;
            /**
             * @description Comes with Almanac; nobody can change it.
             * @example false
             */
            bundled: boolean;
            /** @example Weekend away */
            name: string;
            /** @example Two nights somewhere else, with nothing forgotten. */
            description: string | null;
            /** @example travel */
            category: string;
            /**
             * @description What it makes.
             * @example planner
             * @enum {string}
             */
            kind: "planner" | "plan" | "event" | "project";
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags: string[];
            /**
             * @description The variables in its texts.
             * @example [
             *       "destination"
             *     ]
             */
            variables: string[];
            /**
             * @description Who sees it: its owner, a team, or everybody.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "team" | "public";
            /**
             * Format: int32
             * @description How often something was made of it.
             * @example 3
             */
            usageCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        TemplateCategoryDto: {
            /** @example travel */
            name: string;
            /**
             * Format: int32
             * @example 3
             */
            count: number;
        };
        TemplateCategoriesDto: {
            categories: components["schemas"]["TemplateCategoryDto"][];
        };
        TemplateWholeDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b93
             */
            id: string;
            /**
             * Format: uuid
             * @description Null for those that come with Almanac.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string | null;
            /**
             * Format: uuid
             * @description The team whose members see it.
             */
            teamId: string | null;
            /**
             * @description Comes with Almanac; nobody can change it.
             * @example false
             */
            bundled: boolean;
            /** @example Weekend away */
            name: string;
            /** @example Two nights somewhere else, with nothing forgotten. */
            description: string | null;
            /** @example travel */
            category: string;
            /**
             * @description What it makes.
             * @example planner
             * @enum {string}
             */
            kind: "planner" | "plan" | "event" | "project";
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags: string[];
            /**
             * @description The variables in its texts.
             * @example [
             *       "destination"
             *     ]
             */
            variables: string[];
            /**
             * @description Who sees it: its owner, a team, or everybody.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "team" | "public";
            /**
             * Format: int32
             * @description How often something was made of it.
             * @example 3
             */
            usageCount: number;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * @description What it makes, in the form of its kind. Dates are offsets from the start: `P7D`, `-P14D`, `P1DT9H`, or working days, `P5B`. `{{name}}` in any text is a variable; `variables` says what it means and what stands for it where no value is given.
             * @example {
             *       "title": "Weekend in {{destination}}",
             *       "description": "Three days in **{{destination}}**.",
             *       "tags": [
             *         "travel"
             *       ],
             *       "sections": [
             *         {
             *           "title": "Before we go",
             *           "type": "tasks",
             *           "activities": [
             *             {
             *               "title": "Book a place to stay in {{destination}}",
             *               "priority": "high",
             *               "dueOffset": "-P21D"
             *             },
             *             {
             *               "title": "Pack",
             *               "estimatedDuration": 45,
             *               "checklist": [
             *                 "Charger",
             *                 "Rain jacket"
             *               ],
             *               "dueOffset": "-P1D"
             *             }
             *           ]
             *         },
             *         {
             *           "title": "There",
             *           "type": "notes",
             *           "activities": [
             *             {
             *               "title": "Dinner out",
             *               "type": "event",
             *               "startOffset": "P1DT10H",
             *               "durationMinutes": 120
             *             }
             *           ]
             *         }
             *       ],
             *       "variables": {
             *         "destination": {
             *           "description": "Where you are going.",
             *           "default": "the hills"
             *         }
             *       }
             *     }
             */
            body: components["schemas"]["PlannerTemplateBodyDto"] | components["schemas"]["PlanTemplateBodyDto"] | components["schemas"]["EventTemplateBodyDto"] | components["schemas"]["ProjectTemplateBodyDto"];
        };
        CreateTemplateDto: {
            /**
             * @description Markdown.
             * @example Two nights somewhere else, with nothing forgotten.
             */
            description?: string | null;
            /**
             * @default general
             * @example travel
             */
            category?: string | null;
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @description Who sees it: you, the members of `teamId`, or everybody who is signed in.
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "team" | "public";
            /**
             * Format: uuid
             * @description With the visibility `team`: one of your teams.
             */
            teamId?: string | null;
            /** @example Weekend away */
            name: string;
            /**
             * @description What it makes.
             * @example planner
             * @enum {string}
             */
            kind: "planner" | "plan" | "event" | "project";
            /**
             * @description What it makes, in the form of its kind. Dates are offsets from the start: `P7D`, `-P14D`, `P1DT9H`, or working days, `P5B`. `{{name}}` in any text is a variable; `variables` says what it means and what stands for it where no value is given.
             * @example {
             *       "title": "Weekend in {{destination}}",
             *       "description": "Three days in **{{destination}}**.",
             *       "tags": [
             *         "travel"
             *       ],
             *       "sections": [
             *         {
             *           "title": "Before we go",
             *           "type": "tasks",
             *           "activities": [
             *             {
             *               "title": "Book a place to stay in {{destination}}",
             *               "priority": "high",
             *               "dueOffset": "-P21D"
             *             },
             *             {
             *               "title": "Pack",
             *               "estimatedDuration": 45,
             *               "checklist": [
             *                 "Charger",
             *                 "Rain jacket"
             *               ],
             *               "dueOffset": "-P1D"
             *             }
             *           ]
             *         },
             *         {
             *           "title": "There",
             *           "type": "notes",
             *           "activities": [
             *             {
             *               "title": "Dinner out",
             *               "type": "event",
             *               "startOffset": "P1DT10H",
             *               "durationMinutes": 120
             *             }
             *           ]
             *         }
             *       ],
             *       "variables": {
             *         "destination": {
             *           "description": "Where you are going.",
             *           "default": "the hills"
             *         }
             *       }
             *     }
             */
            body: components["schemas"]["PlannerTemplateBodyDto"] | components["schemas"]["PlanTemplateBodyDto"] | components["schemas"]["EventTemplateBodyDto"] | components["schemas"]["ProjectTemplateBodyDto"];
        };
        UpdateTemplateDto: {
            /**
             * @description Markdown.
             * @example Two nights somewhere else, with nothing forgotten.
             */
            description?: string | null;
            /**
             * @default general
             * @example travel
             */
            category?: string | null;
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @description Who sees it: you, the members of `teamId`, or everybody who is signed in.
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "team" | "public";
            /**
             * Format: uuid
             * @description With the visibility `team`: one of your teams.
             */
            teamId?: string | null;
            /** @example A weekend away */
            name?: string;
            /** @enum {string} */
            kind?: "planner" | "plan" | "event" | "project";
            /** @description What it makes, in the form of its kind. Dates are offsets from the start: `P7D`, `-P14D`, `P1DT9H`, or working days, `P5B`. `{{name}}` in any text is a variable; `variables` says what it means and what stands for it where no value is given. */
            body?: components["schemas"]["PlannerTemplateBodyDto"] | components["schemas"]["PlanTemplateBodyDto"] | components["schemas"]["EventTemplateBodyDto"] | components["schemas"]["ProjectTemplateBodyDto"];
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        ReplaceTemplateDto: {
            /**
             * @description Markdown.
             * @example Two nights somewhere else, with nothing forgotten.
             */
            description?: string | null;
            /**
             * @default general
             * @example travel
             */
            category?: string | null;
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @description Who sees it: you, the members of `teamId`, or everybody who is signed in.
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "team" | "public";
            /**
             * Format: uuid
             * @description With the visibility `team`: one of your teams.
             */
            teamId?: string | null;
            /** @example Weekend away */
            name: string;
            /**
             * @description What it makes.
             * @example planner
             * @enum {string}
             */
            kind: "planner" | "plan" | "event" | "project";
            /**
             * @description What it makes, in the form of its kind. Dates are offsets from the start: `P7D`, `-P14D`, `P1DT9H`, or working days, `P5B`. `{{name}}` in any text is a variable; `variables` says what it means and what stands for it where no value is given.
             * @example {
             *       "title": "Weekend in {{destination}}",
             *       "description": "Three days in **{{destination}}**.",
             *       "tags": [
             *         "travel"
             *       ],
             *       "sections": [
             *         {
             *           "title": "Before we go",
             *           "type": "tasks",
             *           "activities": [
             *             {
             *               "title": "Book a place to stay in {{destination}}",
             *               "priority": "high",
             *               "dueOffset": "-P21D"
             *             },
             *             {
             *               "title": "Pack",
             *               "estimatedDuration": 45,
             *               "checklist": [
             *                 "Charger",
             *                 "Rain jacket"
             *               ],
             *               "dueOffset": "-P1D"
             *             }
             *           ]
             *         },
             *         {
             *           "title": "There",
             *           "type": "notes",
             *           "activities": [
             *             {
             *               "title": "Dinner out",
             *               "type": "event",
             *               "startOffset": "P1DT10H",
             *               "durationMinutes": 120
             *             }
             *           ]
             *         }
             *       ],
             *       "variables": {
             *         "destination": {
             *           "description": "Where you are going.",
             *           "default": "the hills"
             *         }
             *       }
             *     }
             */
            body: components["schemas"]["PlannerTemplateBodyDto"] | components["schemas"]["PlanTemplateBodyDto"] | components["schemas"]["EventTemplateBodyDto"] | components["schemas"]["ProjectTemplateBodyDto"];
            /**
             * Format: int32
             * @description The version that you have read, in place of If-Match.
             */
            version?: number;
        };
        TemplateResultDto: {
            /**
             * @example planner
             * @enum {string}
             */
            kind: "planner" | "plan" | "event" | "project";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            id: string;
            resource: components["schemas"]["PlannerDto"] | components["schemas"]["PlanWithStepsDto"];
        };
        InstantiateTemplateDto: {
            /**
             * Format: date-time
             * @description From when its offsets count. Without an offset it is read in your time zone; the time of day is kept over daylight saving.
             * @example 2026-04-03T09:00:00Z
             */
            startDate: string;
            /** @description In the place of the title in the body, as it is. */
            title?: string;
            /**
             * @description A text for each variable; only those with a default can be left out.
             * @example {
             *       "destination": "Kyoto"
             *     }
             */
            variables?: {
                [key: string]: string;
            };
            /**
             * @description Moves dates on a day off to the next working day: Monday to Friday, or those of the body.
             * @default false
             */
            skipWeekends?: boolean;
        };
        SaveAsTemplateDto: {
            /**
             * @description Markdown.
             * @example Two nights somewhere else, with nothing forgotten.
             */
            description?: string | null;
            /**
             * @default general
             * @example travel
             */
            category?: string | null;
            /**
             * @example [
             *       "travel",
             *       "weekend"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @description Who sees it: you, the members of `teamId`, or everybody who is signed in.
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "team" | "public";
            /**
             * Format: uuid
             * @description With the visibility `team`: one of your teams.
             */
            teamId?: string | null;
            /** @example The same, every year */
            name: string;
        };
        CollaboratorEntryDto: {
            /**
             * Format: uuid
             * @description Of the person, or of the open invitation.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            id: string;
            /**
             * Format: uuid
             * @description Null where only an address was invited.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            userId: string | null;
            /** @example Grace Hopper */
            displayName: string | null;
            /**
             * Format: email
             * @description Shown to admins and the owner; else null, and for who was invited by `userId` until they accept.
             * @example grace@example.com
             */
            email: string | null;
            /**
             * @example editor
             * @enum {string}
             */
            role: "viewer" | "editor" | "admin";
            /**
             * @example accepted
             * @enum {string}
             */
            status: "accepted" | "pending";
            /**
             * Format: uuid
             * @description Of an open invitation: who sent it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            invitedBy: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Of an open invitation.
             * @example 2026-01-28T17:00:00.000Z
             */
            expiresAt: string | null;
        };
        InviteCollaboratorDto: {
            /**
             * Format: email
             * @description With an account or without one.
             * @example dorothy@example.com
             */
            email?: string;
            /**
             * Format: uuid
             * @description Of somebody who has an account; their address stays theirs.
             */
            userId?: string;
            /**
             * @description On a planner viewers read and comment, editors write sections and activities, admins manage collaborators and settings; on a plan viewers read, editors write it, admins manage collaborators.
             * @example editor
             * @enum {string}
             */
            role: "viewer" | "editor" | "admin";
        };
        SetCollaboratorRoleDto: {
            /**
             * @example editor
             * @enum {string}
             */
            role: "viewer" | "editor" | "admin";
        };
        TransferOwnershipDto: {
            /**
             * Format: uuid
             * @description A collaborator of it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41
             */
            userId: string;
        };
        ShareLinkDto: {
            /** @example q2Vn0c8y1mX7rWkT5sJ3bZ9uE6hL4pDf */
            shareId: string;
            /**
             * @description A page that shows the planner; programs call `GET /shared/{shareId}`.
             * @example https://almanac.example.com/share/q2Vn0c8y1mX7rWkT5sJ3bZ9uE6hL4pDf
             */
            shareLink: string;
            /**
             * Format: int64
             * @description How often it was opened.
             * @example 0
             */
            accessCount: number;
            /**
             * Format: date-time
             * @example 2099-12-31T23:59:59.000Z
             */
            expiresAt: string | null;
            /** @example true */
            hasPassword: boolean;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
        };
        CreateShareLinkDto: {
            /**
             * @description Asked of whoever opens the link.
             * @example Cherry-Blossom-7
             */
            password?: string | null;
            /**
             * Format: date-time
             * @description After it the link answers 410; it lasts until it is taken back where nothing is given.
             * @example 2099-12-31T23:59:59.000Z
             */
            expiresAt?: string | null;
        };
        OutsideActivityDto: {
            /** Format: uuid */
            id: string;
            /** @example Prune the roses */
            title: string;
            description: string | null;
            /**
             * @example task
             * @enum {string}
             */
            type: "task" | "event" | "note" | "goal";
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending" | "in-progress" | "completed" | "cancelled";
            /**
             * @example medium
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "urgent";
            /**
             * Format: date-time
             * @example 2026-01-28T17:00:00.000Z
             */
            dueDate: string | null;
            /** Format: date-time */
            startDate: string | null;
            /** Format: date-time */
            endDate: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /**
             * @example [
             *       "garden"
             *     ]
             */
            tags: string[];
            checklist: components["schemas"]["ChecklistItemDto"][];
            location: components["schemas"]["LocationDto"] | null;
        };
        OutsideSectionDto: {
            /** Format: uuid */
            id: string;
            /** @example In March */
            title: string;
            description: string | null;
            /**
             * @example tasks
             * @enum {string}
             */
            type: "tasks" | "notes" | "goals";
            /**
             * Format: int32
             * @example 0
             */
            order: number;
            activities: components["schemas"]["OutsideActivityDto"][];
        };
        OutsidePlannerWholeDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b92
             */
            id: string;
            /** @example A year in the garden */
            title: string;
            /** @example What to do in which month. */
            description: string | null;
            /** @example #3366ff */
            color: string | null;
            icon: string | null;
            coverImage: string | null;
            /**
             * @example [
             *       "garden"
             *     ]
             */
            tags: string[];
            /** @example false */
            archived: boolean;
            /**
             * Format: int32
             * @example 1
             */
            sectionsCount: number;
            /**
             * Format: int32
             * @example 4
             */
            activitiesCount: number;
            /**
             * Format: int32
             * @example 1
             */
            completedCount: number;
            /**
             * Format: double
             * @description Per cent, with one decimal.
             * @example 25
             */
            completionRate: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            sections: components["schemas"]["OutsideSectionDto"][];
        };
        OpenShareLinkDto: {
            /**
             * Format: password
             * @example Cherry-Blossom-7
             */
            password: string;
        };
        OutsidePlannerDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b92
             */
            id: string;
            /** @example A year in the garden */
            title: string;
            /** @example What to do in which month. */
            description: string | null;
            /** @example #3366ff */
            color: string | null;
            icon: string | null;
            coverImage: string | null;
            /**
             * @example [
             *       "garden"
             *     ]
             */
            tags: string[];
            /** @example false */
            archived: boolean;
            /**
             * Format: int32
             * @example 1
             */
            sectionsCount: number;
            /**
             * Format: int32
             * @example 4
             */
            activitiesCount: number;
            /**
             * Format: int32
             * @example 1
             */
            completedCount: number;
            /**
             * Format: double
             * @description Per cent, with one decimal.
             * @example 25
             */
            completionRate: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        SyncChangeDto: {
            /**
             * Format: int64
             * @description The number of what last touched it; as in live messages and the history.
             * @example 4711
             */
            seq: number;
            /**
             * @example activity
             * @enum {string}
             */
            type: "planner" | "section" | "activity" | "comment" | "plan" | "template";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /**
             * @description `delete`: gone, or yours to see no longer, with all that is in it.
             * @example upsert
             * @enum {string}
             */
            op: "upsert" | "delete";
            /** @description The thing as it is now, a plan without its steps, a template without its body; not with `delete`. */
            data?: components["schemas"]["PlannerDto"] | components["schemas"]["SectionDto"] | components["schemas"]["ActivityDto"] | components["schemas"]["CommentDto"] | components["schemas"]["PlanDto"] | components["schemas"]["TemplateDto"];
        };
        SyncDto: {
            changes: components["schemas"]["SyncChangeDto"][];
            /**
             * @description For `since`; good for 90 days.
             * @example WyJzMSIsMTc2OTM1NTAwMDAwMCw0NzExXQ
             */
            nextToken: string;
            /**
             * @description There is more: ask again at once.
             * @example false
             */
            hasMore: boolean;
        };
        UndoneDto: {
            /**
             * Format: uuid
             * @description The operation that was undone.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b22
             */
            undone: string;
            /**
             * Format: uuid
             * @description The operation that undid it; undo that to have it again.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b21
             */
            operationId: string;
        };
        WebhookDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4ba1
             */
            id: string;
            /**
             * Format: uri
             * @example https://example.com/almanac
             */
            url: string;
            /**
             * @example [
             *       "activity.*",
             *       "planner.updated"
             *     ]
             */
            events: ("*" | "planner.*" | "section.*" | "activity.*" | "comment.*" | "collaborator.*" | "plan.*" | "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored")[];
            /** @example true */
            active: boolean;
            /**
             * Format: date-time
             * @example null
             */
            disabledAt: string | null;
            /**
             * @description Why it was switched off by itself: a week of failures, or an answer of 410.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "failing" | "gone" | null;
            /**
             * Format: date-time
             * @description Since when no try came off.
             * @example null
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until then the secret before signs as well.
             * @example null
             */
            previousSecretUntil: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
        };
        WebhookWithSecretDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4ba1
             */
            id: string;
            /**
             * Format: uri
             * @example https://example.com/almanac
             */
            url: string;
            /**
             * @example [
             *       "activity.*",
             *       "planner.updated"
             *     ]
             */
            events: ("*" | "planner.*" | "section.*" | "activity.*" | "comment.*" | "collaborator.*" | "plan.*" | "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored")[];
            /** @example true */
            active: boolean;
            /**
             * Format: date-time
             * @example null
             */
            disabledAt: string | null;
            /**
             * @description Why it was switched off by itself: a week of failures, or an answer of 410.
             * @example null
             * @enum {string|null}
             */
            disabledReason: "failing" | "gone" | null;
            /**
             * Format: date-time
             * @description Since when no try came off.
             * @example null
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until then the secret before signs as well.
             * @example null
             */
            previousSecretUntil: string | null;
            /**
             * Format: int32
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            updatedAt: string;
            /**
             * @description Verifies what you receive. It is shown this once.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret: string;
        };
        CreateWebhookDto: {
            /**
             * Format: uri
             * @description `https` and a public address; what else is taken, the operator says by name. Redirects are not followed.
             * @example https://example.com/almanac
             */
            url: string;
            /**
             * @description Names of events, `kind.*`, or `*` for all.
             * @example [
             *       "activity.*",
             *       "planner.updated"
             *     ]
             */
            events: ("*" | "planner.*" | "section.*" | "activity.*" | "comment.*" | "collaborator.*" | "plan.*" | "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored")[];
            /**
             * @description `whsec_` and 24 to 64 bytes in base64; made for you where you give none.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret?: string;
            /** @default true */
            active?: boolean;
        };
        UpdateWebhookDto: {
            /**
             * Format: uri
             * @description `https` and a public address; what else is taken, the operator says by name. Redirects are not followed.
             * @example https://example.com/almanac
             */
            url?: string;
            /**
             * @description Names of events, `kind.*`, or `*` for all.
             * @example [
             *       "activity.*",
             *       "planner.updated"
             *     ]
             */
            events?: ("*" | "planner.*" | "section.*" | "activity.*" | "comment.*" | "collaborator.*" | "plan.*" | "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored")[];
            /**
             * @description Switching it on forgets the failures before.
             * @example true
             */
            active?: boolean;
        };
        RotateWebhookSecretDto: {
            /**
             * @description `whsec_` and 24 to 64 bytes in base64; made for you where you give none.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret?: string;
            /**
             * Format: int32
             * @description How long the secret before signs as well.
             * @default 86400
             * @example 86400
             */
            overlapSeconds?: number;
        };
        WebhookDeliveryDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4ba2
             */
            id: string;
            /**
             * @description The header `webhook-id`.
             * @example msg_01936b2a7c1e7b6a9f103d5a8c2e4ba2
             */
            messageId: string;
            /**
             * @example webhook.ping
             * @enum {string}
             */
            type: "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored" | "webhook.ping";
            /**
             * Format: int64
             * @description As of `GET /sync`.
             * @example null
             */
            seq: number | null;
            /**
             * @description Of the request that caused it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b00
             */
            requestId: string | null;
            /**
             * @example delivered
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed" | "withdrawn";
            /**
             * Format: int32
             * @example 1
             */
            attempts: number;
            /**
             * Format: date-time
             * @example null
             */
            nextAttemptAt: string | null;
            /**
             * Format: int32
             * @example 200
             */
            responseStatus: number | null;
            /**
             * @description The first KiB of the answer.
             * @example ok
             */
            responseBody: string | null;
            /** @example null */
            error: string | null;
            /**
             * @description The last twenty tries.
             * @example [
             *       {
             *         "at": "2026-01-25T15:30:00.000Z",
             *         "responseStatus": 200,
             *         "durationMs": 112,
             *         "error": null
             *       }
             *     ]
             */
            tries: {
                [key: string]: unknown;
            }[];
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            completedAt: string | null;
        };
        WaysDto: {
            /**
             * @description In the list in the app.
             * @example true
             */
            inApp?: boolean;
            /** @example true */
            email?: boolean;
            /** @example true */
            push?: boolean;
            /**
             * @description Needs a phone number in your profile.
             * @example false
             */
            sms?: boolean;
        };
        MatrixDto: {
            assignment?: components["schemas"]["WaysDto"];
            mention?: components["schemas"]["WaysDto"];
            comment?: components["schemas"]["WaysDto"];
            /** @description The mail with the link comes in any case. */
            invitation?: components["schemas"]["WaysDto"];
            share?: components["schemas"]["WaysDto"];
            /** @description A reminder has a channel of its own, which needs no yes here; what is switched off stays off. */
            reminder?: components["schemas"]["WaysDto"];
            job?: components["schemas"]["WaysDto"];
            /** @description Its e-mail cannot be switched off. */
            security?: components["schemas"]["WaysDto"];
            /** @description Nothing tells of it yet. */
            billing?: components["schemas"]["WaysDto"];
            /** @description Nothing tells of it yet. */
            gathering?: components["schemas"]["WaysDto"];
            /** @description Nothing tells of it yet. */
            milestone?: components["schemas"]["WaysDto"];
        };
        QuietHoursDto: {
            /** @example 22:00 */
            from: string;
            /** @example 07:00 */
            to: string;
        };
        NotificationPreferencesDto: {
            kinds: components["schemas"]["MatrixDto"];
            /** @description Null: at no time. */
            quietHours: components["schemas"]["QuietHoursDto"] | null;
            /**
             * @description How mails come: each by itself, or gathered.
             * @example daily
             * @enum {string}
             */
            digest: "immediate" | "hourly" | "daily";
        };
        ReplaceNotificationPreferencesDto: {
            kinds?: components["schemas"]["MatrixDto"];
            quietHours?: components["schemas"]["QuietHoursDto"] | null;
            /**
             * @default immediate
             * @example daily
             * @enum {string}
             */
            digest?: "immediate" | "hourly" | "daily";
        };
        NotificationResourceDto: {
            /** @example activity */
            type: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
        };
        NotificationDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71
             */
            id: string;
            /**
             * @example assignment
             * @enum {string}
             */
            kind: "assignment" | "mention" | "comment" | "invitation" | "share" | "reminder" | "job" | "security" | "billing" | "gathering" | "milestone";
            /**
             * @description Plain text, no HTML.
             * @example Grace assigned you “Book the hall”
             */
            title: string;
            /**
             * @description Plain text; may be empty.
             * @example In the planner “Spring fair”.
             */
            body: string;
            /**
             * Format: uri
             * @description Where to see more, in the front-end; null where the operator has set none (`APP_URL`).
             * @example https://app.example.org/activities/01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            url: string | null;
            /** @description What it is about. */
            resource: components["schemas"]["NotificationResourceDto"] | null;
            /** @example false */
            read: boolean;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            createdAt: string;
        };
        UnreadDto: {
            /**
             * Format: int32
             * @description How many are unread now.
             * @example 3
             */
            unreadCount: number;
        };
        ReadNotificationsDto: {
            /** @description Which ones; all of them must be yours. Not together with `all`. */
            ids?: string[];
            /**
             * @description `true` for all that there are now.
             * @example true
             */
            all?: boolean;
        };
        WebPushDto: {
            /** @description For `pushManager.subscribe({applicationServerKey})`: base64url. */
            publicKey: string;
        };
        FcmDto: {
            /**
             * @description The project of Firebase that tokens must be of.
             * @example almanac-3f2a1
             */
            projectId: string;
        };
        PushSetupDto: {
            /** @description Null where this server sends nothing to browsers. */
            web: components["schemas"]["WebPushDto"] | null;
            /** @description Null where this server sends nothing to apps. */
            fcm: components["schemas"]["FcmDto"] | null;
        };
        DeviceDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4bd1
             */
            id: string;
            /**
             * @example fcm
             * @enum {string}
             */
            kind: "fcm" | "web";
            /** @example My phone */
            name: string | null;
            /**
             * Format: date-time
             * @example 2026-11-25T15:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last registered.
             * @example 2026-11-25T15:30:00.000Z
             */
            registeredAt: string;
        };
        PushKeysDto: {
            /** @description The browser’s public key. */
            p256dh: string;
            /** @description Its secret. */
            auth: string;
        };
        PushSubscriptionDto: {
            /** @description Of the browser’s push service; `https` only. */
            endpoint: string;
            /**
             * Format: double
             * @description Taken, and not needed: a dead subscription is noticed.
             */
            expirationTime?: number | null;
            keys: components["schemas"]["PushKeysDto"];
        };
        RegisterDeviceDto: {
            /**
             * @description `fcm`: an app, by Firebase. `web`: a browser, by Web Push.
             * @example fcm
             * @enum {string}
             */
            kind: "fcm" | "web";
            /**
             * @description The registration token of Firebase; for `fcm`, and only there.
             * @example dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH
             */
            token?: string;
            /** @description For `web`, and only there. */
            subscription?: components["schemas"]["PushSubscriptionDto"];
            /**
             * @description To know it by in the list.
             * @example My phone
             */
            name?: string | null;
        };
        DevicesDto: {
            devices: components["schemas"]["DeviceDto"][];
        };
        JobResultDto: {
            /**
             * Format: uri
             * @description Needs no other credentials: keep it to yourself. Null once it has expired.
             * @example http://localhost:3000/api/v1/files/exports/01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31?expires=1769441400&signature=S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190
             */
            downloadUrl?: string | null;
            /**
             * Format: date-time
             * @description Until then the file is kept.
             * @example 2026-01-26T15:30:00.000Z
             */
            expiresAt?: string;
            /**
             * Format: int64
             * @description In bytes.
             * @example 18204
             */
            fileSize?: number;
        };
        JobErrorDto: {
            /** @example INTERNAL_ERROR */
            code: string;
            /** @example The export could not be made; please ask for it again */
            message: string;
        };
        JobDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31
             */
            id: string;
            /** @example data-export */
            type: string;
            /**
             * @example completed
             * @enum {string}
             */
            status: "queued" | "active" | "completed" | "failed" | "cancelled";
            /**
             * Format: int32
             * @description In per cent.
             * @example 100
             */
            progress: number;
            /**
             * @description What it is doing just now.
             * @example null
             */
            step: string | null;
            /** @description There once it is completed. */
            result: components["schemas"]["JobResultDto"] | null;
            /** @description There once it has failed. */
            error: components["schemas"]["JobErrorDto"] | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:29:58.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:29:58.200Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            finishedAt: string | null;
        };
        DeadLetterDto: {
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71
             */
            id: string;
            /**
             * @example mail
             * @enum {string}
             */
            queue: "mail" | "sms" | "push" | "notifications" | "reminders" | "exports" | "webhooks" | "media" | "calendar-sync" | "ai" | "billing" | "maintenance";
            /** @example verify-email */
            name: string;
            /**
             * Format: uuid
             * @description For which the job was put in. Its effect happens once for it.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71
             */
            eventId: string;
            /**
             * @description Of the request that caused it, as in the logs.
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b71
             */
            requestId: string;
            /** @description Ids, and nothing that is secret. */
            payload: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description Tries that have failed.
             * @example 16
             */
            attempts: number;
            /**
             * @description Of the last try.
             * @example connect ECONNREFUSED 127.0.0.1:25
             */
            error: string;
            /** @example Error: connect ECONNREFUSED 127.0.0.1:25 */
            stack: string | null;
            /**
             * @example open
             * @enum {string}
             */
            status: "open" | "retried" | "discarded";
            /**
             * Format: date-time
             * @example 2026-01-25T15:30:00.000Z
             */
            failedAt: string;
            /**
             * Format: date-time
             * @description When an admin retried or discarded it.
             * @example null
             */
            settledAt: string | null;
        };
        RetriedDeadLettersDto: {
            /**
             * Format: int32
             * @example 12
             */
            retried: number;
            /**
             * Format: int64
             * @description Still open: call again, or see why.
             * @example 0
             */
            left: number;
        };
        RetryDeadLettersDto: {
            /**
             * @example mail
             * @enum {string}
             */
            queue: "mail" | "sms" | "push" | "notifications" | "reminders" | "exports" | "webhooks" | "media" | "calendar-sync" | "ai" | "billing" | "maintenance";
        };
        QueueBoardSessionDto: {
            /**
             * @description Open it in the same browser.
             * @example /admin/queues
             */
            url: string;
            /**
             * Format: date-time
             * @example 2026-01-25T15:45:00.000Z
             */
            expiresAt: string;
        };
        ErrorEnvelope: {
            /** @enum {boolean} */
            success: false;
            error: {
                /** @enum {string} */
                code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "REAUTHENTICATION_REQUIRED" | "MFA_SETUP_REQUIRED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "MAX_FILTERS_REACHED" | "MAX_COLLABORATORS_REACHED" | "MAX_API_KEYS_REACHED" | "MAX_WEBHOOKS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "RANGE_NOT_SATISFIABLE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
                message: string;
                /** @description For validation: every problem with its path. Otherwise facts that a client may act on. */
                details?: {
                    /** @example title */
                    field: string;
                    /** @example title must not be empty */
                    message: string;
                    /** @example minLength */
                    rule: string;
                }[] | {
                    [key: string]: unknown;
                };
                /** Format: date-time */
                timestamp: string;
                /** @example 019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11 */
                requestId: string;
            };
        };
        /** @description Problem details by RFC 9457. */
        Problem: {
            /** @example urn:almanac:error:NOT_FOUND */
            type: string;
            title: string;
            /** Format: int32 */
            status: number;
            detail: string;
            instance?: string;
            /** @enum {string} */
            code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "REAUTHENTICATION_REQUIRED" | "MFA_SETUP_REQUIRED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "MAX_FILTERS_REACHED" | "MAX_COLLABORATORS_REACHED" | "MAX_API_KEYS_REACHED" | "MAX_WEBHOOKS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "RANGE_NOT_SATISFIABLE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
            /** @description For validation: every problem with its path. Otherwise facts that a client may act on. */
            details?: {
                /** @example title */
                field: string;
                /** @example title must not be empty */
                message: string;
                /** @example minLength */
                rule: string;
            }[] | {
                [key: string]: unknown;
            };
            /** Format: date-time */
            timestamp?: string;
            /** @example 019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11 */
            requestId: string;
        };
    };
    responses: {
        /** @description `BAD_REQUEST`: Bad request. `INVALID_TOKEN`: Invalid e-mailed token, where an operation takes one. */
        Error400: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "BAD_REQUEST",
                 *         "message": "Bad request",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNAUTHORIZED`: Sign-in needed. `INVALID_CREDENTIALS`: Wrong credentials. `INVALID_TOKEN`: Invalid token. `TOKEN_EXPIRED`: Token expired. `TOKEN_REUSED`: Refresh token used twice. */
        Error401: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "UNAUTHORIZED",
                 *         "message": "Sign-in needed",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `FORBIDDEN`: Not allowed. `EMAIL_NOT_VERIFIED`: E-mail not verified. `ACCOUNT_SUSPENDED`: Account suspended. `REAUTHENTICATION_REQUIRED`: Proof of identity needed. `MFA_SETUP_REQUIRED`: Second factor to be set up. `CSRF_FAILED`: CSRF token missing or wrong. `MAX_PLANNERS_REACHED`: Planner limit reached. `MAX_FILTERS_REACHED`: Saved filter limit reached. `MAX_COLLABORATORS_REACHED`: Collaborator limit reached. `MAX_API_KEYS_REACHED`: API key limit reached. `MAX_WEBHOOKS_REACHED`: Webhook limit reached. */
        Error403: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "FORBIDDEN",
                 *         "message": "Not allowed",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `NOT_FOUND`: Not found. */
        Error404: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "NOT_FOUND",
                 *         "message": "Not found",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `NOT_ACCEPTABLE`: Not acceptable. */
        Error406: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "NOT_ACCEPTABLE",
                 *         "message": "Not acceptable",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `ALREADY_EXISTS`: Already exists. `CONFLICT`: Conflict. */
        Error409: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "ALREADY_EXISTS",
                 *         "message": "Already exists",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `GONE`: Gone. */
        Error410: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "GONE",
                 *         "message": "Gone",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `PRECONDITION_FAILED`: Precondition failed. */
        Error412: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "PRECONDITION_FAILED",
                 *         "message": "Precondition failed",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `PAYLOAD_TOO_LARGE`: Body too large. */
        Error413: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "PAYLOAD_TOO_LARGE",
                 *         "message": "Body too large",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNSUPPORTED_MEDIA_TYPE`: Unsupported media type. */
        Error415: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "UNSUPPORTED_MEDIA_TYPE",
                 *         "message": "Unsupported media type",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `RANGE_NOT_SATISFIABLE`: No such bytes. */
        Error416: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "RANGE_NOT_SATISFIABLE",
                 *         "message": "No such bytes",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `VALIDATION_ERROR`: Validation failed. `WEAK_PASSWORD`: Weak password. `IDEMPOTENCY_KEY_REUSED`: Idempotency key used for another request. */
        Error422: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "VALIDATION_ERROR",
                 *         "message": "Validation failed",
                 *         "details": [
                 *           {
                 *             "field": "title",
                 *             "message": "title must not be empty",
                 *             "rule": "minLength"
                 *           }
                 *         ],
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `ACCOUNT_LOCKED`: Account locked. */
        Error423: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "ACCOUNT_LOCKED",
                 *         "message": "Account locked",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `RATE_LIMIT_EXCEEDED`: Too many requests. */
        Error429: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "RATE_LIMIT_EXCEEDED",
                 *         "message": "Too many requests",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INTERNAL_ERROR`: Internal error. */
        Error500: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "INTERNAL_ERROR",
                 *         "message": "Internal error",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `EXTERNAL_SERVICE_ERROR`: An outside service failed. */
        Error502: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "EXTERNAL_SERVICE_ERROR",
                 *         "message": "An outside service failed",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `SERVICE_UNAVAILABLE`: Service unavailable. */
        Error503: {
            headers: {
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": {
                 *         "code": "SERVICE_UNAVAILABLE",
                 *         "message": "Service unavailable",
                 *         "timestamp": "2026-01-25T15:30:00.000Z",
                 *         "requestId": "019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The calling origin, where it is allowed. */
        "Access-Control-Allow-Origin": string;
        /** @description Requests allowed in the window. */
        "RateLimit-Limit": number;
        /** @description Requests left in the window. */
        "RateLimit-Remaining": number;
        /** @description Seconds until the window ends. */
        "RateLimit-Reset": number;
        /** @description Seconds to wait. */
        "Retry-After": number;
        /** @description Names this request in the logs. */
        "X-Request-Id": string;
        /** @description The id of this write, for `POST /operations/{id}/undo` if such a write can be undone; absent where nothing changed. */
        "X-Operation-Id": string;
        /** @description The version of the resource, for If-Match and If-None-Match. */
        ETag: string;
        /** @description Where the new resource is. */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the server is up */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["HealthDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Liveness probe */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["HealthDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Readiness probe */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["HealthDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "Analytical-Engine-1843",
                 *       "displayName": "Ada Lovelace",
                 *       "acceptTerms": true
                 *     }
                 */
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            /** @description Make an account */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RegisteredUserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyEmailDto"];
            };
        };
        responses: {
            /** @description Verify an e-mail address */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["VerifiedEmailDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ResendVerificationDto"];
            };
        };
        responses: {
            /** @description Ask for another verification mail */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            /** @description Sign in */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SignedInDto"] | components["schemas"]["MfaRequiredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    refreshTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshDto"];
            };
        };
        responses: {
            /** @description Exchange a refresh token for new tokens */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TokensDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "allDevices": false
                 *     }
                 */
                "application/json": components["schemas"]["LogoutDto"];
            };
        };
        responses: {
            /** @description Sign out */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "Analytical-Engine-1843"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteMeDto"];
            };
        };
        responses: {
            /** @description Delete your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeletedMeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMeDto"];
            };
        };
        responses: {
            /** @description Change your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    askProofByPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ask for a passkey as a fresh proof */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyQuestionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    reauthenticate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "Analytical-Engine-1843"
                 *     }
                 */
                "application/json": components["schemas"]["ReauthenticateDto"];
            };
        };
        responses: {
            /** @description Prove again that it is you */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ReauthenticatedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ForgotPasswordDto"];
            };
        };
        responses: {
            /** @description Ask for a link that resets the password */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190",
                 *       "newPassword": "Difference-Engine-1822"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPasswordDto"];
            };
        };
        responses: {
            /** @description Set a new password by a mailed link */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "Analytical-Engine-1843",
                 *       "newPassword": "Difference-Engine-1822"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePasswordDto"];
            };
        };
        responses: {
            /** @description Change your password */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "newEmail": "ada.lovelace@example.com",
                 *       "password": "Analytical-Engine-1843"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEmailDto"];
            };
        };
        responses: {
            /** @description Change your e-mail address */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["EmailChangeAskedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    confirmEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190"
                 *     }
                 */
                "application/json": components["schemas"]["EmailLinkDto"];
            };
        };
        responses: {
            /** @description Confirm a new e-mail address */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["EmailConfirmedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    cancelEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190"
                 *     }
                 */
                "application/json": components["schemas"]["EmailLinkDto"];
            };
        };
        responses: {
            /** @description Call off a change of the e-mail address */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "lastSeenAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See where you are signed in */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            sessions: components["schemas"]["SessionDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End all your other sessions */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End a session */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listLoginHistory: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "at";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See who signed in, or tried to */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            history: components["schemas"]["LoginHistoryEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What you have of second factors */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["MfaStatusDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorProofDto"];
            };
        };
        responses: {
            /** @description Turn the authenticator off */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["MfaEnabledDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    setUpMfa: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "Analytical-Engine-1843"
                 *     }
                 */
                "application/json": components["schemas"]["SetUpMfaDto"];
            };
        };
        responses: {
            /** @description Begin to set up an authenticator */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["MfaSetupDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    verifyMfaSetup: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "287082"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyMfaSetupDto"];
            };
        };
        responses: {
            /** @description Turn the authenticator on */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["MfaEnabledDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    renewBackupCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorProofDto"];
            };
        };
        responses: {
            /** @description Make new backup codes */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["BackupCodesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    disableMfa: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorProofDto"];
            };
        };
        responses: {
            /** @description Turn the authenticator off, by POST */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["MfaEnabledDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    distrustDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Trust no device any more */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    distrustDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Trust a device no more */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    answerMfaChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MfaChallengeDto"];
            };
        };
        responses: {
            /** @description End a sign-in by its second factor */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SignedInDto"] | components["schemas"]["MfaRequiredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    askMfaPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaToken": "Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi"
                 *     }
                 */
                "application/json": components["schemas"]["MfaTokenDto"];
            };
        };
        responses: {
            /** @description Ask for a passkey as the second factor */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyQuestionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    askNewPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin to add a passkey */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyQuestionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challengeId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11",
                 *       "response": {
                 *         "id": "AAEC",
                 *         "rawId": "AAEC",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30"
                 *         },
                 *         "clientExtensionResults": {}
                 *       },
                 *       "name": "Phone"
                 *     }
                 */
                "application/json": components["schemas"]["AddPasskeyDto"];
            };
        };
        responses: {
            /** @description Add a passkey */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    askPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin to sign in by a passkey */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyQuestionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    loginByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challengeId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11",
                 *       "response": {
                 *         "id": "AAEC",
                 *         "rawId": "AAEC",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30"
                 *         },
                 *         "clientExtensionResults": {}
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeySignInDto"];
            };
        };
        responses: {
            /** @description Sign in by a passkey */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SignedInDto"] | components["schemas"]["MfaRequiredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your passkeys */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyListDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deletePasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a passkey */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Laptop"
                 *     }
                 */
                "application/json": components["schemas"]["RenamePasskeyDto"];
            };
        };
        responses: {
            /** @description Name a passkey */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PasskeyDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listSignInProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See which providers one can sign in by */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ProvidersDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    beginProviderSignIn: {
        parameters: {
            query?: {
                /** @description Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out. */
                redirect_uri?: string;
                /** @description Comes back with the code: compare it, to know that the flow is yours. */
                state?: string;
                /** @description S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended. */
                code_challenge?: string;
                code_challenge_method?: "S256";
            };
            header?: never;
            path: {
                provider: "google" | "github" | "microsoft";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin to sign in by a provider */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AuthorizationUrlDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    exchangeProviderCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190"
                 *     }
                 */
                "application/json": components["schemas"]["ExchangeCodeDto"];
            };
        };
        responses: {
            /** @description Exchange the code of a redirect for tokens */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SignedInDto"] | components["schemas"]["MfaRequiredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    goToGoogle: {
        parameters: {
            query?: {
                /** @description Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out. */
                redirect_uri?: string;
                /** @description Comes back with the code: compare it, to know that the flow is yours. */
                state?: string;
                /** @description S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended. */
                code_challenge?: string;
                code_challenge_method?: "S256";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign in by Google */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AuthorizationUrlDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    signInWithGoogleToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "googleToken": "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
                 *     }
                 */
                "application/json": components["schemas"]["GoogleSignInDto"];
            };
        };
        responses: {
            /** @description Sign in by a Google ID token */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SignedInDto"] | components["schemas"]["MfaRequiredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            502: components["responses"]["Error502"];
            503: components["responses"]["Error503"];
        };
    };
    goToGithub: {
        parameters: {
            query?: {
                /** @description Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out. */
                redirect_uri?: string;
                /** @description Comes back with the code: compare it, to know that the flow is yours. */
                state?: string;
                /** @description S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended. */
                code_challenge?: string;
                code_challenge_method?: "S256";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign in by GitHub */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AuthorizationUrlDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    goToMicrosoft: {
        parameters: {
            query?: {
                /** @description Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out. */
                redirect_uri?: string;
                /** @description Comes back with the code: compare it, to know that the flow is yours. */
                state?: string;
                /** @description S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended. */
                code_challenge?: string;
                code_challenge_method?: "S256";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign in by Microsoft */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AuthorizationUrlDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    comeBackFromGoogle: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Come back from Google */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RedirectDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    comeBackFromGithub: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Come back from GitHub */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RedirectDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    comeBackFromMicrosoft: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Come back from Microsoft */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RedirectDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description The browser is sent on. */
            302: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listLinkedAccounts: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "linkedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the identities that open your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            accounts: components["schemas"]["LinkedAccountDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    linkAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "google"
                 *     }
                 */
                "application/json": components["schemas"]["LinkIdentityDto"];
            };
        };
        responses: {
            /** @description Link an identity to your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AuthorizationUrlDto"] | components["schemas"]["LinkedAccountDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            502: components["responses"]["Error502"];
            503: components["responses"]["Error503"];
        };
    };
    unlinkAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take an identity away from your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name" | "lastUsedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List your API keys */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            apiKeys: components["schemas"]["ApiKeyDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Backup script",
                 *       "permissions": [
                 *         "read:own-planners",
                 *         "read:own-activities"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKeyDto"];
            };
        };
        responses: {
            /** @description Make an API key */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ApiKeyWithSecretDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See an API key of yours */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ApiKeyDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End an API key of yours */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Backup script",
                 *       "permissions": [
                 *         "read:own-planners",
                 *         "read:own-activities"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UpdateApiKeyDto"];
            };
        };
        responses: {
            /** @description Change an API key of yours */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ApiKeyDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["RotateApiKeyDto"];
            };
        };
        responses: {
            /** @description Replace an API key */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RotatedApiKeyDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listAllApiKeys: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name" | "lastUsedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Of this user alone. */
                userId?: string;
                /** @description In the name, the prefix, or the owner's e-mail address or name. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List everybody's API keys */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            apiKeys: components["schemas"]["OwnedApiKeyDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End anybody's API key */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listRoles: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In name and description. */
                search?: string;
                /** @description System roles alone, or custom ones alone. */
                system?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List roles */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            roles: components["schemas"]["RoleDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "helpdesk",
                 *       "description": "Sees and mends accounts.",
                 *       "permissions": [
                 *         "read:users",
                 *         "write:users"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateRoleDto"];
            };
        };
        responses: {
            /** @description Make a custom role */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RoleDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a role */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RoleDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a custom role */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Sees and mends accounts.",
                 *       "permissions": [
                 *         "read:users",
                 *         "write:users"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UpdateRoleDto"];
            };
        };
        responses: {
            /** @description Change a role */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RoleDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the catalogue of permissions */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PermissionCatalogueDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    explainPermission: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "apiKeyId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31",
                 *       "permission": "read:own-planners",
                 *       "resourceType": "planner",
                 *       "resourceId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01"
                 *     }
                 */
                "application/json": components["schemas"]["ExplainDto"];
            };
        };
        responses: {
            /** @description Ask whether somebody may do something, and why */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ExplanationDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    setUserRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roles": [
                 *         "support"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SetUserRolesDto"];
            };
        };
        responses: {
            /** @description Set a user's roles */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UserRolesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "email" | "displayName" | "lastLoginAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In e-mail address, display name and username. */
                search?: string;
                /** @description Deleted ones are listed only if asked for. */
                status?: "active" | "suspended" | "deleted";
                tier?: "free" | "premium" | "enterprise";
                /** @description Name of a role, or of a tier. */
                role?: string;
                emailVerified?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List all accounts */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            users: components["schemas"]["AdminUserRowDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See an account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AdminUserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminUpdateUserDto"];
            };
        };
        responses: {
            /** @description Suspend, verify, unlock or change an account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AdminUserDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the open sessions of an account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            sessions: components["schemas"]["AdminSessionDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End all sessions of an account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    resetUserMfa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take the second factor off an account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    impersonateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Act as a user for ten minutes */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ImpersonationDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getAdminStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See how the whole system fares */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AdminStatsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listAuditLogs: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "seq";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description The user or API key that acted. */
                actorId?: string;
                /** @description The beginning of the name of the action: `auth.` finds all that has to do with sign-in. */
                action?: string;
                resourceType?: string;
                resourceId?: string;
                outcome?: "success" | "failure";
                /** @description At this time or later. */
                from?: string;
                /** @description Before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the audit log */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            auditLogs: components["schemas"]["AuditLogEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    exportAuditLogs: {
        parameters: {
            query?: {
                /** @description Comma-separated values, or one JSON object a line. */
                format?: "csv" | "jsonl";
                actorId?: string;
                action?: string;
                resourceType?: string;
                resourceId?: string;
                outcome?: "success" | "failure";
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Export the audit log */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listOwnAuditLog: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "seq";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what was done by you, and to your account */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            auditLogs: components["schemas"]["AuditLogEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTeams: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In name and description. */
                search?: string;
                /** @description What you are in them. */
                role?: "member" | "manager" | "owner";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List your teams */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            teams: components["schemas"]["TeamDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Garden club",
                 *       "description": "Everybody who digs."
                 *     }
                 */
                "application/json": components["schemas"]["CreateTeamDto"];
            };
        };
        responses: {
            /** @description Make a team */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TeamDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TeamDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Garden club",
                 *       "description": "Everybody who digs, and their friends."
                 *     }
                 */
                "application/json": components["schemas"]["UpdateTeamDto"];
            };
        };
        responses: {
            /** @description Change a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TeamDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTeamMembers: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "joinedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In names; for managers and owners in addresses too. */
                search?: string;
                role?: "member" | "manager" | "owner";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See who belongs to a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            members: components["schemas"]["TeamMemberDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    inviteTeamMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "margaret@example.com",
                 *       "role": "member"
                 *     }
                 */
                "application/json": components["schemas"]["InviteToTeamDto"];
            };
        };
        responses: {
            /** @description Invite somebody into a team */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TeamInvitationDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    removeTeamMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a member, or leave a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateTeamMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "manager"
                 *     }
                 */
                "application/json": components["schemas"]["SetTeamRoleDto"];
            };
        };
        responses: {
            /** @description Change the role of a member */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TeamMemberDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTeamInvitations: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the open invitations of a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            invitations: components["schemas"]["TeamInvitationDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    revokeTeamInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take an invitation back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token of the link in the mail. */
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what an invitation is about */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["InvitationDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The token of the link in the mail. */
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accept an invitation */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["JoinedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    declineInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token of the link in the mail. */
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Decline an invitation */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    exportMyData: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Export everything that is held on you */
            202: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DataExportDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteMeByPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "Analytical-Engine-1843"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteMeDto"];
            };
        };
        responses: {
            /** @description Delete your account, by POST */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeletedMeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            423: components["responses"]["Error423"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPlanners: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt" | "title";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Archived ones, others, or both. */
                archived?: "true" | "false" | "all";
                /** @description In title and description. */
                search?: string;
                tag?: string;
                /** @description What you are on them. */
                role?: "viewer" | "editor" | "admin" | "owner";
                /** @description Those of one team. */
                teamId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List your planners */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            planners: components["schemas"]["PlannerDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createPlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Room by room, a weekend each.",
                 *       "color": "#3366ff",
                 *       "icon": "broom",
                 *       "coverImage": "https://example.com/cover.jpg",
                 *       "tags": [
                 *         "home"
                 *       ],
                 *       "settings": {
                 *         "defaultView": "list",
                 *         "colorScheme": "default",
                 *         "timezone": "Europe/Vienna"
                 *       },
                 *       "title": "Spring cleaning"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlannerDto"];
            };
        };
        responses: {
            /** @description Make a planner */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getPlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a planner with all that is in it */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replacePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Room by room, a weekend each.",
                 *       "color": "#3366ff",
                 *       "icon": "broom",
                 *       "coverImage": "https://example.com/cover.jpg",
                 *       "tags": [
                 *         "home"
                 *       ],
                 *       "settings": {
                 *         "defaultView": "list",
                 *         "colorScheme": "default",
                 *         "timezone": "Europe/Vienna"
                 *       },
                 *       "title": "Spring cleaning"
                 *     }
                 */
                "application/json": components["schemas"]["ReplacePlannerDto"];
            };
        };
        responses: {
            /** @description Replace what a planner says */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deletePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Put a planner into the trash */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updatePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Room by room, a weekend each.",
                 *       "color": "#3366ff",
                 *       "icon": "broom",
                 *       "coverImage": "https://example.com/cover.jpg",
                 *       "tags": [
                 *         "home"
                 *       ],
                 *       "settings": {
                 *         "defaultView": "list",
                 *         "colorScheme": "default",
                 *         "timezone": "Europe/Vienna"
                 *       },
                 *       "title": "Spring cleaning, this time for real"
                 *     }
                 */
                "application/json": components["schemas"]["UpdatePlannerDto"];
            };
        };
        responses: {
            /** @description Change a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    restorePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a planner out of the trash */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    archivePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Archive a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    unarchivePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a planner out of the archive */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    duplicatePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["DuplicatePlannerDto"];
            };
        };
        responses: {
            /** @description Make a copy of a planner */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPlannerHistory: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "seq";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See who changed what in a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            history: components["schemas"]["HistoryEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getPlannerStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the figures of a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerStatisticsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTeamPlanners: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt" | "title";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Archived ones, others, or both. */
                archived?: "true" | "false" | "all";
                /** @description In title and description. */
                search?: string;
                tag?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the planners of a team */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            planners: components["schemas"]["PlannerDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createTeamPlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Room by room, a weekend each.",
                 *       "color": "#3366ff",
                 *       "icon": "broom",
                 *       "coverImage": "https://example.com/cover.jpg",
                 *       "tags": [
                 *         "home"
                 *       ],
                 *       "settings": {
                 *         "defaultView": "list",
                 *         "colorScheme": "default",
                 *         "timezone": "Europe/Vienna"
                 *       },
                 *       "title": "Spring cleaning"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlannerDto"];
            };
        };
        responses: {
            /** @description Make a planner for a team */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listSections: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "order";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                plannerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the sections of a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            sections: components["schemas"]["SectionDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createSection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                plannerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {
                 *         "color": "#33aa66",
                 *         "icon": "sofa"
                 *       },
                 *       "title": "Living room"
                 *     }
                 */
                "application/json": components["schemas"]["CreateSectionDto"];
            };
        };
        responses: {
            /** @description Make a section */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SectionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    orderSections: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "order": [
                 *         "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SectionOrderDto"];
            };
        };
        responses: {
            /** @description Set the order of all sections at once */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getSection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a section */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SectionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteSection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Put a section into the trash, with its activities */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateSection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {
                 *         "color": "#33aa66",
                 *         "icon": "sofa"
                 *       },
                 *       "title": "Living room and hall"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateSectionDto"];
            };
        };
        responses: {
            /** @description Change a section, or its place */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SectionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    batchActivities: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "create",
                 *           "sectionId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02",
                 *           "data": {
                 *             "title": "Wash the curtains"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchDto"];
            };
        };
        responses: {
            /** @description Write up to 100 activities in one request */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["BatchResultsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    batchSectionActivities: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "create",
                 *           "sectionId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02",
                 *           "data": {
                 *             "title": "Wash the curtains"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchDto"];
            };
        };
        responses: {
            /** @description Write up to 100 activities of one section in one request */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["BatchResultsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    quickAddActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Dentist tomorrow 3pm for 45m #health !high every 6 months",
                 *       "sectionId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02"
                 *     }
                 */
                "application/json": components["schemas"]["QuickAddDto"];
            };
        };
        responses: {
            /** @description Make an activity of one line of natural language */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["QuicklyAddedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listAssignees: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See who works on an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AssigneesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    assignActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11"
                 *     }
                 */
                "application/json": components["schemas"]["AssignDto"];
            };
        };
        responses: {
            /** @description Assign somebody to an activity */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AssigneeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    unassignActivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take somebody off an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listChecklistItems: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the checklist of an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ChecklistDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createChecklistItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "completed": false,
                 *       "text": "Buy soap"
                 *     }
                 */
                "application/json": components["schemas"]["CreateChecklistItemDto"];
            };
        };
        responses: {
            /** @description Add a line to a checklist */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ChecklistItemDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getChecklistItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                itemId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a line of a checklist */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ChecklistItemDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteChecklistItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                itemId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a line off a checklist */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateChecklistItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                itemId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "completed": false,
                 *       "text": "Buy soft soap"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateChecklistItemDto"];
            };
        };
        responses: {
            /** @description Change, tick or move a line of a checklist */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ChecklistItemDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listComments: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the comments on an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            comments: components["schemas"]["CommentDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Shall we take the night train, @ada.lovelace?"
                 *     }
                 */
                "application/json": components["schemas"]["WriteCommentDto"];
            };
        };
        responses: {
            /** @description Comment on an activity */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CommentDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                commentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a comment */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CommentDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                commentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a comment */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                commentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Shall we take the night train, @ada.lovelace?"
                 *     }
                 */
                "application/json": components["schemas"]["WriteCommentDto"];
            };
        };
        responses: {
            /** @description Change what you said */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CommentDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listReminders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the reminders of an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RemindersDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createReminder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "offset": 30,
                 *       "type": "email"
                 *     }
                 */
                "application/json": components["schemas"]["CreateReminderDto"];
            };
        };
        responses: {
            /** @description Set a reminder */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ReminderDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getReminder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                reminderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a reminder */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ReminderDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteReminder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                reminderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a reminder away */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateReminder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                reminderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "offset": 30,
                 *       "type": "push"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateReminderDto"];
            };
        };
        responses: {
            /** @description Change a reminder */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ReminderDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getTimer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See your running timer */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RunningTimerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    startTimer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Start your timer on an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["StartedTimerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    stopTimer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop your timer on an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listFilters: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the filters that you keep */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            filters: components["schemas"]["FilterDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createFilter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sort": "dueDate",
                 *       "order": "asc",
                 *       "name": "Mine and open",
                 *       "query": {
                 *         "status": [
                 *           "pending"
                 *         ],
                 *         "assignee": "me"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateFilterDto"];
            };
        };
        responses: {
            /** @description Keep a filter */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["FilterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getFilter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a filter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["FilterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replaceFilter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sort": "dueDate",
                 *       "order": "asc",
                 *       "name": "Mine and open",
                 *       "query": {
                 *         "status": [
                 *           "pending"
                 *         ],
                 *         "assignee": "me"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateFilterDto"];
            };
        };
        responses: {
            /** @description Replace a filter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["FilterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteFilter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a filter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateFilter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sort": "dueDate",
                 *       "order": "asc",
                 *       "name": "Mine, open, soon",
                 *       "query": {
                 *         "status": [
                 *           "pending"
                 *         ],
                 *         "assignee": "me"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdateFilterDto"];
            };
        };
        responses: {
            /** @description Change a filter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["FilterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listFilteredActivities: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt" | "dueDate" | "title" | "priority";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description One or several. */
                status?: ("pending" | "in-progress" | "completed" | "cancelled")[];
                /** @description One or several. */
                priority?: ("low" | "medium" | "high" | "urgent")[];
                /** @description One or several. */
                type?: ("task" | "event" | "note" | "goal")[];
                tag?: string;
                /** @description The id of a person, or `me`. */
                assignee?: string;
                /** @description Due before this. */
                due_before?: string;
                /** @description Due after this. */
                due_after?: string;
                /** @description Completed or due from this time on. */
                start_date?: string;
                /** @description Completed or due until this time; a day means the whole of it. */
                end_date?: string;
                /** @description Open, and due before now. */
                overdue?: boolean;
                /** @description In title and description. */
                q?: string;
                /** @description Of one planner, archived or not. */
                plannerId?: string;
                sectionId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the activities that a filter finds */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            activities: components["schemas"]["ActivityDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    viewToday: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what today holds */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DayEntriesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    viewUpcoming: {
        parameters: {
            query?: {
                /** @description From tomorrow on. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what the next days hold */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DayEntriesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    viewOverdue: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "dueDate" | "priority" | "createdAt" | "title";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what is late */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            activities: components["schemas"]["ActivityDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listOccurrences: {
        parameters: {
            query?: {
                /** @description From this time on; from now, if left out. */
                from?: string;
                /** @description Until this time; a day means the whole of it. At most ten years after `from`; a year, if left out. */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List when an activity occurs */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["OccurrencesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    skipOccurrence: {
        parameters: {
            query?: {
                /** @description This one, or this and all that follow. */
                scope?: "this" | "following";
            };
            header?: never;
            path: {
                id: string;
                originalStart: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Skip one occurrence, or end a series before it */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateOccurrence: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                originalStart: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Wash the curtains, and the carpet"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateOccurrenceDto"];
            };
        };
        responses: {
            /** @description Change one occurrence, or a series from one on */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["OccurrenceDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listActivities: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt" | "dueDate" | "title" | "priority";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description One or several. */
                status?: ("pending" | "in-progress" | "completed" | "cancelled")[];
                /** @description One or several. */
                priority?: ("low" | "medium" | "high" | "urgent")[];
                /** @description One or several. */
                type?: ("task" | "event" | "note" | "goal")[];
                tag?: string;
                /** @description The id of a person, or `me`. */
                assignee?: string;
                /** @description Due before this. */
                due_before?: string;
                /** @description Due after this. */
                due_after?: string;
                /** @description Completed or due from this time on. */
                start_date?: string;
                /** @description Completed or due until this time; a day means the whole of it. */
                end_date?: string;
                /** @description Open, and due before now. */
                overdue?: boolean;
                /** @description In title and description. */
                q?: string;
                /** @description Of one planner, archived or not. */
                plannerId?: string;
                sectionId?: string;
                /** @description A filter that you keep; what else is given goes before what it says. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List activities across planners */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            activities: components["schemas"]["ActivityDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listSectionActivities: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "position" | "createdAt" | "updatedAt" | "dueDate" | "title" | "priority";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description One or several. */
                status?: ("pending" | "in-progress" | "completed" | "cancelled")[];
                /** @description One or several. */
                priority?: ("low" | "medium" | "high" | "urgent")[];
                /** @description One or several. */
                type?: ("task" | "event" | "note" | "goal")[];
                tag?: string;
                /** @description The id of a person, or `me`. */
                assignee?: string;
                /** @description Due before this. */
                due_before?: string;
                /** @description Due after this. */
                due_after?: string;
                /** @description Completed or due from this time on. */
                start_date?: string;
                /** @description Completed or due until this time; a day means the whole of it. */
                end_date?: string;
                /** @description Open, and due before now. */
                overdue?: boolean;
                /** @description In title and description. */
                q?: string;
            };
            header?: never;
            path: {
                sectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the activities of a section */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            activities: components["schemas"]["ActivityDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                sectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "At **30 °C**, no spinning.",
                 *       "dueDate": "2026-01-28T17:00:00.000Z",
                 *       "tags": [
                 *         "laundry"
                 *       ],
                 *       "checklist": [
                 *         "Buy soap"
                 *       ],
                 *       "estimatedDuration": 45,
                 *       "title": "Wash the curtains"
                 *     }
                 */
                "application/json": components["schemas"]["CreateActivityDto"];
            };
        };
        responses: {
            /** @description Make an activity */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replaceActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "At **30 °C**, no spinning.",
                 *       "dueDate": "2026-01-28T17:00:00.000Z",
                 *       "tags": [
                 *         "laundry"
                 *       ],
                 *       "checklist": [
                 *         "Buy soap"
                 *       ],
                 *       "estimatedDuration": 45,
                 *       "title": "Wash the curtains"
                 *     }
                 */
                "application/json": components["schemas"]["ReplaceActivityDto"];
            };
        };
        responses: {
            /** @description Replace an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Put an activity into the trash */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "At **30 °C**, no spinning.",
                 *       "dueDate": "2026-01-28T17:00:00.000Z",
                 *       "tags": [
                 *         "laundry"
                 *       ],
                 *       "checklist": [
                 *         "Buy soap"
                 *       ],
                 *       "estimatedDuration": 45,
                 *       "title": "Wash and iron the curtains"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateActivityDto"];
            };
        };
        responses: {
            /** @description Change an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    moveActivity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sectionId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02",
                 *       "before": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b04"
                 *     }
                 */
                "application/json": components["schemas"]["MoveActivityDto"];
            };
        };
        responses: {
            /** @description Move an activity */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ActivityDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTrash: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "deletedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what you deleted and can bring back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            items: components["schemas"]["TrashItemDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    restoreFromTrash: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bring something back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RestoredDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    search: {
        parameters: {
            query: {
                /** @description Words that must all be there, the last one perhaps only begun; `"a phrase"`, `-without`, `this or that`. */
                q: string;
                /** @description Only these kinds, as a comma list; all when left out. */
                type?: ("planner" | "activity" | "comment" | "plan" | "template")[];
                /** @description Only in this planner, which may be archived. */
                plannerId?: string;
                /** @description The most results. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Search planners, activities, comments, plans and templates */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SearchResultsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt" | "startsAt" | "title";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                status?: "draft" | "active" | "done";
                /** @description In title and description. */
                search?: string;
                /** @description Those of one team. */
                teamId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List your plans */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            plans: components["schemas"]["PlanDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "What has to be done before we go.",
                 *       "startsAt": "2026-03-02T08:00:00.000Z",
                 *       "deadline": "2026-03-13T16:00:00.000Z",
                 *       "status": "active",
                 *       "steps": [
                 *         {
                 *           "id": "route",
                 *           "title": "Choose the route",
                 *           "duration": 480,
                 *           "assignee": "Ada"
                 *         },
                 *         {
                 *           "id": "flights",
                 *           "title": "Book the flights",
                 *           "duration": 120,
                 *           "assignee": "Ada",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         },
                 *         {
                 *           "id": "rooms",
                 *           "title": "Book the rooms",
                 *           "duration": 240,
                 *           "assignee": "Bob",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "title": "Before we go"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlanDto"];
            };
        };
        responses: {
            /** @description Make a plan */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanWithStepsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a plan with its steps */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replacePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "What has to be done before we go.",
                 *       "startsAt": "2026-03-02T08:00:00.000Z",
                 *       "deadline": "2026-03-13T16:00:00.000Z",
                 *       "status": "active",
                 *       "steps": [
                 *         {
                 *           "id": "route",
                 *           "title": "Choose the route",
                 *           "duration": 480,
                 *           "assignee": "Ada"
                 *         },
                 *         {
                 *           "id": "flights",
                 *           "title": "Book the flights",
                 *           "duration": 120,
                 *           "assignee": "Ada",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         },
                 *         {
                 *           "id": "rooms",
                 *           "title": "Book the rooms",
                 *           "duration": 240,
                 *           "assignee": "Bob",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "title": "Before we go"
                 *     }
                 */
                "application/json": components["schemas"]["ReplacePlanDto"];
            };
        };
        responses: {
            /** @description Replace a plan */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanWithStepsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deletePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Put a plan into the trash */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updatePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "What has to be done before we go.",
                 *       "startsAt": "2026-03-02T08:00:00.000Z",
                 *       "deadline": "2026-03-13T16:00:00.000Z",
                 *       "status": "active",
                 *       "steps": [
                 *         {
                 *           "id": "route",
                 *           "title": "Choose the route",
                 *           "duration": 480,
                 *           "assignee": "Ada"
                 *         },
                 *         {
                 *           "id": "flights",
                 *           "title": "Book the flights",
                 *           "duration": 120,
                 *           "assignee": "Ada",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         },
                 *         {
                 *           "id": "rooms",
                 *           "title": "Book the rooms",
                 *           "duration": 240,
                 *           "assignee": "Bob",
                 *           "dependsOn": [
                 *             {
                 *               "id": "route"
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "title": "Before we go, in March"
                 *     }
                 */
                "application/json": components["schemas"]["UpdatePlanDto"];
            };
        };
        responses: {
            /** @description Change a plan */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanWithStepsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    restorePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a plan out of the trash */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanWithStepsDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    schedulePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": true
                 *     }
                 */
                "application/json": components["schemas"]["SchedulePlanDto"];
            };
        };
        responses: {
            /** @description Compute when everything happens */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ScheduleDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    applyPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plannerId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01"
                 *     }
                 */
                "application/json": components["schemas"]["ApplyPlanDto"];
            };
        };
        responses: {
            /** @description Write a plan into a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["AppliedDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    drawPlan: {
        parameters: {
            query?: {
                /** @description Nobody gets two steps at once. */
                level?: boolean;
            };
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Draw a schedule */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPlanHistory: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "seq";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See who changed what in a plan */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            history: components["schemas"]["HistoryEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "name" | "usageCount";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In name and description. */
                search?: string;
                category?: string;
                kind?: "planner" | "plan" | "event" | "project";
                tag?: string;
                visibility?: "private" | "team" | "public";
                /** @description Only your own. */
                mine?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List templates */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            templates: components["schemas"]["TemplateDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Two nights somewhere else, with nothing forgotten.",
                 *       "category": "travel",
                 *       "tags": [
                 *         "travel",
                 *         "weekend"
                 *       ],
                 *       "name": "Weekend away",
                 *       "kind": "planner",
                 *       "body": {
                 *         "title": "Weekend in {{destination}}",
                 *         "description": "Three days in **{{destination}}**.",
                 *         "tags": [
                 *           "travel"
                 *         ],
                 *         "sections": [
                 *           {
                 *             "title": "Before we go",
                 *             "type": "tasks",
                 *             "activities": [
                 *               {
                 *                 "title": "Book a place to stay in {{destination}}",
                 *                 "priority": "high",
                 *                 "dueOffset": "-P21D"
                 *               },
                 *               {
                 *                 "title": "Pack",
                 *                 "estimatedDuration": 45,
                 *                 "checklist": [
                 *                   "Charger",
                 *                   "Rain jacket"
                 *                 ],
                 *                 "dueOffset": "-P1D"
                 *               }
                 *             ]
                 *           },
                 *           {
                 *             "title": "There",
                 *             "type": "notes",
                 *             "activities": [
                 *               {
                 *                 "title": "Dinner out",
                 *                 "type": "event",
                 *                 "startOffset": "P1DT10H",
                 *                 "durationMinutes": 120
                 *               }
                 *             ]
                 *           }
                 *         ],
                 *         "variables": {
                 *           "destination": {
                 *             "description": "Where you are going.",
                 *             "default": "the hills"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateTemplateDto"];
            };
        };
        responses: {
            /** @description Make a template */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listTemplateCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the categories of templates */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateCategoriesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a template with its body */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replaceTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Two nights somewhere else, with nothing forgotten.",
                 *       "category": "travel",
                 *       "tags": [
                 *         "travel",
                 *         "weekend"
                 *       ],
                 *       "name": "Weekend away",
                 *       "kind": "planner",
                 *       "body": {
                 *         "title": "Weekend in {{destination}}",
                 *         "description": "Three days in **{{destination}}**.",
                 *         "tags": [
                 *           "travel"
                 *         ],
                 *         "sections": [
                 *           {
                 *             "title": "Before we go",
                 *             "type": "tasks",
                 *             "activities": [
                 *               {
                 *                 "title": "Book a place to stay in {{destination}}",
                 *                 "priority": "high",
                 *                 "dueOffset": "-P21D"
                 *               },
                 *               {
                 *                 "title": "Pack",
                 *                 "estimatedDuration": 45,
                 *                 "checklist": [
                 *                   "Charger",
                 *                   "Rain jacket"
                 *                 ],
                 *                 "dueOffset": "-P1D"
                 *               }
                 *             ]
                 *           },
                 *           {
                 *             "title": "There",
                 *             "type": "notes",
                 *             "activities": [
                 *               {
                 *                 "title": "Dinner out",
                 *                 "type": "event",
                 *                 "startOffset": "P1DT10H",
                 *                 "durationMinutes": 120
                 *               }
                 *             ]
                 *           }
                 *         ],
                 *         "variables": {
                 *           "destination": {
                 *             "description": "Where you are going.",
                 *             "default": "the hills"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ReplaceTemplateDto"];
            };
        };
        responses: {
            /** @description Replace a template */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a template */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Two nights somewhere else, with nothing forgotten.",
                 *       "category": "travel",
                 *       "tags": [
                 *         "travel",
                 *         "weekend"
                 *       ],
                 *       "name": "A weekend away"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateTemplateDto"];
            };
        };
        responses: {
            /** @description Change a template */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    instantiateTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "startDate": "2026-04-03T09:00:00Z",
                 *       "variables": {
                 *         "destination": "Kyoto"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["InstantiateTemplateDto"];
            };
        };
        responses: {
            /** @description Make something of a template */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateResultDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    savePlannerAsTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Two nights somewhere else, with nothing forgotten.",
                 *       "category": "travel",
                 *       "tags": [
                 *         "travel",
                 *         "weekend"
                 *       ],
                 *       "name": "The same, every year"
                 *     }
                 */
                "application/json": components["schemas"]["SaveAsTemplateDto"];
            };
        };
        responses: {
            /** @description Keep a planner as a template */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    savePlanAsTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Two nights somewhere else, with nothing forgotten.",
                 *       "category": "travel",
                 *       "tags": [
                 *         "travel",
                 *         "weekend"
                 *       ],
                 *       "name": "The same, every year"
                 *     }
                 */
                "application/json": components["schemas"]["SaveAsTemplateDto"];
            };
        };
        responses: {
            /** @description Keep a plan as a template */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["TemplateWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listCollaborators: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                status?: "accepted" | "pending";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See with whom a planner is shared */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            collaborators: components["schemas"]["CollaboratorEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    inviteCollaborator: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dorothy@example.com",
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["InviteCollaboratorDto"];
            };
        };
        responses: {
            /** @description Invite somebody to a planner */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CollaboratorEntryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    removeCollaborator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take somebody off a planner, or an invitation back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateCollaborator: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["SetCollaboratorRoleDto"];
            };
        };
        responses: {
            /** @description Change the role of a collaborator */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CollaboratorEntryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    leavePlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leave a planner that is shared with you */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    transferPlanner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41"
                 *     }
                 */
                "application/json": components["schemas"]["TransferOwnershipDto"];
            };
        };
        responses: {
            /** @description Make a collaborator the owner of a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlannerDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPlanCollaborators: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                status?: "accepted" | "pending";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See with whom a plan is shared */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            collaborators: components["schemas"]["CollaboratorEntryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    invitePlanCollaborator: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dorothy@example.com",
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["InviteCollaboratorDto"];
            };
        };
        responses: {
            /** @description Invite somebody to a plan */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CollaboratorEntryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    removePlanCollaborator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take somebody off a plan, or an invitation back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updatePlanCollaborator: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["SetCollaboratorRoleDto"];
            };
        };
        responses: {
            /** @description Change the role of a collaborator of a plan */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["CollaboratorEntryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    leavePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leave a plan that is shared with you */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    transferPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41"
                 *     }
                 */
                "application/json": components["schemas"]["TransferOwnershipDto"];
            };
        };
        responses: {
            /** @description Make a collaborator the owner of a plan */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PlanDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See the share link of a planner */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ShareLinkDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createShareLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "Cherry-Blossom-7",
                 *       "expiresAt": "2099-12-31T23:59:59.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["CreateShareLinkDto"];
            };
        };
        responses: {
            /** @description Make a link that shows a planner to whoever has it */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["ShareLinkDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take the share link back */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getSharedPlanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of the link. */
                shareId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a planner by its share link */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["OutsidePlannerWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            410: components["responses"]["Error410"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    openSharedPlanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of the link. */
                shareId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "Cherry-Blossom-7"
                 *     }
                 */
                "application/json": components["schemas"]["OpenShareLinkDto"];
            };
        };
        responses: {
            /** @description See a planner by its share link and password */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["OutsidePlannerWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            410: components["responses"]["Error410"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listPublicPlanners: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt" | "updatedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description In title and description. */
                search?: string;
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List public planners */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            planners: components["schemas"]["OutsidePlannerDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getPublicPlanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a public planner with all that is in it */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["OutsidePlannerWholeDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    sync: {
        parameters: {
            query?: {
                /** @description The `nextToken` of the last answer, or the `seq` of a change or live message; everything when left out. */
                since?: string;
                /** @description Changes at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Get what changed since you last asked */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["SyncDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            410: components["responses"]["Error410"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    undoOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Undo something that you did */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Operation-Id": components["headers"]["X-Operation-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UndoneDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List your webhooks */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            webhooks: components["schemas"]["WebhookDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/almanac",
                 *       "events": [
                 *         "activity.*",
                 *         "planner.updated"
                 *       ],
                 *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhookDto"];
            };
        };
        responses: {
            /** @description Make a webhook */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookWithSecretDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a webhook */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a webhook */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/almanac",
                 *       "events": [
                 *         "activity.*",
                 *         "planner.updated"
                 *       ],
                 *       "active": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateWebhookDto"];
            };
        };
        responses: {
            /** @description Change a webhook */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                 *       "overlapSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotateWebhookSecretDto"];
            };
        };
        responses: {
            /** @description Replace the secret of a webhook */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookWithSecretDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a test to a webhook */
            202: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookDeliveryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                status?: "pending" | "delivered" | "failed" | "withdrawn";
                type?: "planner.created" | "planner.updated" | "planner.deleted" | "planner.restored" | "section.created" | "section.updated" | "section.deleted" | "activity.created" | "activity.updated" | "activity.moved" | "activity.deleted" | "activity.restored" | "comment.created" | "comment.updated" | "comment.deleted" | "collaborator.joined" | "collaborator.updated" | "collaborator.left" | "plan.created" | "plan.updated" | "plan.deleted" | "plan.restored" | "webhook.ping";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List what was sent to a webhook */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            deliveries: components["schemas"]["WebhookDeliveryDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    redeliverWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a delivery once more */
            202: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["WebhookDeliveryDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getNotificationPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have; answers 304 while it holds. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See how you are told of what */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["NotificationPreferencesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replaceNotificationPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have read; answers 412 when somebody else was first. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceNotificationPreferencesDto"];
            };
        };
        responses: {
            /** @description Choose how you are told of what */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["NotificationPreferencesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Only what is unread. */
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what you were told */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            notifications: components["schemas"]["NotificationDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                            /** Format: int32 */
                            unreadCount: number;
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    readNotifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadNotificationsDto"];
            };
        };
        responses: {
            /** @description Mark notifications as read */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["UnreadDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a notification */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getPushSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See what push needs */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["PushSetupDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the devices that get push */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DevicesDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    registerDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "fcm",
                 *       "token": "dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH",
                 *       "name": "My phone"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterDeviceDto"];
            };
        };
        responses: {
            /** @description Get push on a device */
            201: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeviceDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a device that gets push */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeviceDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Get no more push on a device */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "createdAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Only jobs in this state. */
                status?: "queued" | "active" | "completed" | "failed" | "cancelled";
                /** @description Only jobs of this type. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See your jobs */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            jobs: components["schemas"]["JobDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See how far a job is */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["JobDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancel a job */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    streamJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of the last event that was seen; browsers send it by themselves. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Follow a job by server-sent events. The data of each event is a `JobDto`, in JSON. */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 2000
                     *
                     *     id: 2
                     *     data: {"id":"01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31","type":"data-export","status":"active","progress":40,"step":"planning/activities","result":null,"error":null,"createdAt":"2026-01-25T15:29:58.000Z","startedAt":"2026-01-25T15:29:58.200Z","finishedAt":null}
                     *
                     *     : still here
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Nothing more will come: do not come back. */
            204: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    downloadExport: {
        parameters: {
            query: {
                /** @description When the address expires, in seconds since 1970. */
                expires: number;
                signature: string;
            };
            header?: never;
            path: {
                jobId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Download the file of a job */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/calendar": string;
                    "text/csv": string;
                    "text/markdown": string;
                    "text/plain": string;
                    "application/json": string;
                    "application/zip": string;
                    "application/epub+zip": string;
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": string;
                    "image/png": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The bytes that `Range` asks for. */
            206: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/calendar": string;
                    "text/csv": string;
                    "text/markdown": string;
                    "text/plain": string;
                    "application/json": string;
                    "application/zip": string;
                    "application/epub+zip": string;
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": string;
                    "image/png": string;
                    "image/svg+xml": string;
                };
            };
            /** @description It is the file that you have (`If-None-Match`). */
            304: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            410: components["responses"]["Error410"];
            416: components["responses"]["Error416"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Page number; not together with `cursor`. */
                page?: number;
                /** @description Rows a page. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description What to sort by. */
                sort?: "failedAt";
                /** @description Which way to sort. */
                order?: "asc" | "desc";
                /** @description Comma list of the fields to return; all when left out. */
                fields?: string;
                /** @description Only those of this queue. */
                queue?: "mail" | "sms" | "push" | "notifications" | "reminders" | "exports" | "webhooks" | "media" | "calendar-sync" | "ai" | "billing" | "maintenance";
                /** @description `open` where nothing is said. */
                status?: "open" | "retried" | "discarded";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List jobs that have used up their tries */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: {
                            deadLetters: components["schemas"]["DeadLetterDto"][];
                            pagination: components["schemas"]["PaginationDto"];
                        };
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    retryDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "queue": "mail"
                 *     }
                 */
                "application/json": components["schemas"]["RetryDeadLettersDto"];
            };
        };
        responses: {
            /** @description Retry all dead letters of a queue */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["RetriedDeadLettersDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See a dead letter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeadLetterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    discardDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Discard a dead letter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    retryDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Retry a dead letter */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["DeadLetterDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    openQueueBoard: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the first answer is kept 24 hours and given again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Let this browser see the queues */
            200: {
                headers: {
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
                        /** @example Done */
                        message?: string;
                        data: components["schemas"]["QueueBoardSessionDto"];
                        meta?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            406: components["responses"]["Error406"];
            409: components["responses"]["Error409"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
}
