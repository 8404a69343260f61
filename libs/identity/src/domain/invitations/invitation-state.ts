/**
 * The life of an invitation: it is `pending` until somebody decides, once; from every end no way leads on. Time
 * ends it too, which nobody has to write down: what is past its time can only be replaced. The invited accept or decline;
 * those who invite revoke, or invite the same address again.
 */
export type InvitationEnd = 'accepted' | 'declined' | 'revoked' | 'replaced';
