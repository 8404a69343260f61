import type { TestAnswer, TestApp } from '@almanac/testing';

export const PASSWORD = 'Analytical-Engine-1843';

export interface ReceivedMail {
  subject: string;
  text: string;
  html: string;
  links: string[];
}

/** The newest mail to the address, once there are so many. */
export async function mailTo(app: TestApp, address: string, count = 1): Promise<ReceivedMail> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const path = `//dev/mail?to=${encodeURIComponent(address)}`;
    const answer = await app.request('GET', path, { headers: { accept: 'application/json' } });
    const mails: ReceivedMail[] = answer.body?.data?.mails ?? [];
    const [newest] = mails;
    if (newest && mails.length >= count) return newest;
    if (Date.now() > deadline) throw new Error(`No ${count}. mail came for ${address}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The `?token=` of the mail's link. */
export function tokenIn(mail: ReceivedMail): string {
  for (const link of mail.links) {
    const token = URL.canParse(link) ? new URL(link).searchParams.get('token') : null;
    if (token !== null) return token;
  }
  throw new Error('The mail has no link with a token');
}

/** Cookies that an answer sets: name → value and attributes. */
export function cookiesOf(answer: TestAnswer): Map<string, { value: string; attributes: string }> {
  return new Map(
    answer.headers.getSetCookie().map((cookie) => {
      const [pair = '', ...attributes] = cookie.split('; ');
      const [name = '', value = ''] = pair.split('=');
      return [name, { value, attributes: attributes.join('; ') }];
    }),
  );
}
