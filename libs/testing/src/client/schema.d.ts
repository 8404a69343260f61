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
         * @description Takes the password or a code of the authenticator, not both. Operations that are delicate want such a proof to be recent, and answer `REAUTHENTICATION_REQUIRED` otherwise; a sign-in counts as one. It holds for this session, from the next request on.
         */
        post: operations["reauthenticate"];
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
    "/api/v1/planners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your planners
         * @description What you own and what is shared with you, newest first. Archived ones only if asked for.
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
         * @description Its sections and their activities in order, and its collaborators.
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
         * @description Your planners, and sections and activities of planners that you may write, for 30 days, newest first.
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
         * @description A planner, a section with its activities, or an activity.
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
        ReauthenticateDto: {
            /**
             * Format: password
             * @example Analytical-Engine-1843
             */
            password?: string;
            /** @description A code of the authenticator, in place of the password. */
            code?: string;
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
            action: "auth.login.succeeded" | "auth.login.failed" | "auth.account.locked" | "auth.logout" | "auth.token.reused" | "auth.session.revoked" | "auth.registered" | "auth.email.verified" | "auth.reauthenticated" | "auth.reauthentication.failed" | "auth.password.reset-requested" | "auth.password.reset" | "auth.password.changed" | "auth.mfa.setup-started" | "auth.mfa.enabled" | "auth.mfa.disabled" | "auth.mfa.challenge.succeeded" | "auth.mfa.challenge.failed" | "auth.mfa.backup-codes.renewed" | "auth.mfa.backup-code.used" | "auth.device.trusted" | "auth.device.revoked" | "auth.passkey.added" | "auth.passkey.renamed" | "auth.passkey.removed" | "auth.oauth.linked" | "auth.oauth.unlinked" | "user.profile.updated" | "user.deleted" | "user.restored" | "user.purged" | "user.export.requested" | "user.export.downloaded" | "user.tier.changed" | "user.roles.changed" | "apiKey.created" | "apiKey.updated" | "apiKey.rotated" | "apiKey.revoked" | "role.created" | "role.updated" | "role.deleted" | "team.created" | "team.updated" | "team.deleted" | "team.member.invited" | "team.member.joined" | "team.member.updated" | "team.member.removed" | "admin.created" | "admin.user.updated" | "admin.user.suspended" | "admin.user.reactivated" | "admin.user.unlocked" | "admin.user.impersonated" | "admin.sessions.revoked" | "admin.apiKey.revoked" | "admin.queue.changed" | "audit.exported" | "audit.pruned" | "planner.deleted" | "planner.purged" | "planner.exported" | "planner.shared" | "planner.unshared" | "planner.member.invited" | "planner.member.joined" | "planner.member.updated" | "planner.member.removed" | "planner.transferred" | "security.suspicious.many-accounts" | "security.suspicious.new-device" | "security.suspicious.new-country" | "security.suspicious.token-reuse";
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
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string;
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
        SectionSettingsDto: {
            /** @example false */
            collapsed: boolean;
            /** @example #33aa66 */
            color: string | null;
            /** @example sofa */
            icon: string | null;
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
            checklist: components["schemas"]["ChecklistItemDto"][];
            metadata: components["schemas"]["ActivityMetadataDto"];
            location: components["schemas"]["LocationDto"] | null;
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
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11
             */
            ownerId: string;
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
             * @description Days by which every date moves.
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
            resourceType: "planner" | "section" | "activity";
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
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
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
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
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
            metadata?: components["schemas"]["ActivityMetadataDto"] | null;
            location?: components["schemas"]["LocationDto"] | null;
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
            type: "planner" | "section" | "activity";
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03
             */
            id: string;
            /** @example Wash the curtains */
            title: string;
            /**
             * Format: uuid
             * @example 01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01
             */
            plannerId: string;
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
            type: "planner" | "section" | "activity";
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
        ErrorEnvelope: {
            /** @enum {boolean} */
            success: false;
            error: {
                /** @enum {string} */
                code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "REAUTHENTICATION_REQUIRED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
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
            code: "BAD_REQUEST" | "UNAUTHORIZED" | "INVALID_CREDENTIALS" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "TOKEN_REUSED" | "FORBIDDEN" | "EMAIL_NOT_VERIFIED" | "ACCOUNT_SUSPENDED" | "REAUTHENTICATION_REQUIRED" | "CSRF_FAILED" | "MAX_PLANNERS_REACHED" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "ALREADY_EXISTS" | "CONFLICT" | "GONE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_ERROR" | "WEAK_PASSWORD" | "IDEMPOTENCY_KEY_REUSED" | "ACCOUNT_LOCKED" | "PRECONDITION_REQUIRED" | "RATE_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "EXTERNAL_SERVICE_ERROR" | "SERVICE_UNAVAILABLE";
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
        /** @description `FORBIDDEN`: Not allowed. `EMAIL_NOT_VERIFIED`: E-mail not verified. `ACCOUNT_SUSPENDED`: Account suspended. `REAUTHENTICATION_REQUIRED`: Proof of identity needed. `CSRF_FAILED`: CSRF token missing or wrong. `MAX_PLANNERS_REACHED`: Planner limit reached. */
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        success: true;
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
}
