/** Codes of authenticators: TOTP by RFC 6238 (SHA-1, 6 digits, 30 s). */
export abstract class OneTimeCodes {
  /** A new secret of 160 bits, in Base32. */
  abstract newSecret(): string;
  /** What an authenticator reads the secret from; `account` is what it shows. */
  abstract addressOf(secret: string, account: string): string;
  /** The same as a picture: a PNG as a data URL. */
  abstract pictureOf(address: string): Promise<string>;
  /** The time step that the code belongs to, or undefined where it belongs to none that is taken now. */
  abstract stepOf(secret: string, code: string): Promise<number | undefined>;
}
