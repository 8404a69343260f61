/** Ids that stand in the examples of the API document, and in the example data that `npm start` makes. */
export const API_KEY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31';
export const OTHER_API_KEY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b34';
/** Of somebody who never signs in: admins may try out on them what they like. */
export const USER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41';
export const ROLE_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b32';
export const TEAM_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b51';
export const INVITATION_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b52';
/** Of what only a sign-in makes, a session, a trusted device, a passkey, a linked account: nobody has one with this id. */
export const OF_SIGN_IN_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
