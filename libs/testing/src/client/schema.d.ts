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
         * @description Five failures lock the account for 15 minutes, for known and unknown addresses alike. A device that has signed in before (`deviceToken`) is not locked out by the failures of others.
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
        delete?: never;
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
            /** @description Knows this device from now on; also set as the HttpOnly cookie `device_token`. */
            deviceToken: string;
            user: components["schemas"]["UserDto"];
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
            /** @description Unique, whatever its case; others mention you by it. */
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
        ErrorEnvelope: {
            /** @enum {boolean} */
            success: false;
            error: {
                /** @enum {string} */
                code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
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
            code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
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
        /** @description `BAD_REQUEST`: Bad request. `INVALID_TOKEN`: Invalid e-mailed token. */
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
        /** @description `FORBIDDEN`: Not allowed. `EMAIL_NOT_VERIFIED`: E-mail not verified. `ACCOUNT_SUSPENDED`: Account suspended. `CSRF_FAILED`: CSRF token missing or wrong. `MAX_PLANNERS_REACHED`: Planner limit reached. */
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
                        message?: string;
                        data: components["schemas"]["SignedInDto"];
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
}
