/** What an e-mail address is compared by: people write the same address in different cases. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
