/** What somebody is in a team, from the least to the most. */
export const teamRoles = ['member', 'manager', 'owner'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** What people are invited into; each kind has one feature that knows what joining means. */
export const invitationKinds = ['team', 'planner', 'plan'] as const;
export type InvitationKindName = (typeof invitationKinds)[number];
