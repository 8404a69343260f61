/** Passwords and derived tokens. Knows no user, and stores nothing. */
export * from './password-hasher';
export * from './token-secret';
export * from './secret-box';
export * from './crypto.module';
