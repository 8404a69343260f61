/** Figures of accounts and sign-in, counted in one statement. */
export interface IdentityFigures {
  users: {
    total: number;
    active: number;
    suspended: number;
    deleted: number;
    verified: number;
    admins: number;
    byTier: { free: number; premium: number; enterprise: number };
    newLastDay: number;
  };
  sessions: { active: number };
  signIns: { succeeded: number; failed: number };
  outbox: { undelivered: number };
  auditLog: { entries: number };
}

export abstract class AdminStatsReader {
  abstract read(): Promise<IdentityFigures>;
}
