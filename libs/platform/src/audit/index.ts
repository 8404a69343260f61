/** The audit log as features see it: a place to record what happened. */
export * from './audit-trail';
