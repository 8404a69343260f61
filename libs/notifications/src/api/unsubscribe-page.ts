import { escapeHtml } from '@almanac/platform';
import type { Unsubscribable } from '../application/unsubscribe-links';

/** Nothing but what the page brings; its form goes back to where it came from. */
export const UNSUBSCRIBE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const STYLE = `
  body{margin:0;background:#f3f5f2;color:#22302b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;display:grid;place-items:center;min-height:100vh}
  main{background:#fff;border:1px solid #e1e6e2;border-radius:12px;padding:32px;max-width:420px;margin:16px;box-sizing:border-box;width:calc(100% - 32px)}
  b{color:#2f5d50} h1{font-size:20px;margin:12px 0} p{line-height:1.55}
  button{background:#2f5d50;color:#fff;border:0;border-radius:8px;padding:12px 22px;font:inherit;font-weight:600;cursor:pointer}
  button:focus-visible{outline:3px solid #7fb3a3;outline-offset:1px}`;

const mailsAbout: Record<Unsubscribable, string> = {
  assignment: 'what is assigned to you',
  mention: 'comments that mention you',
  comment: 'comments',
  invitation: 'invitations',
  share: 'what is shared with you',
  reminder: 'your reminders',
  job: 'work that you have started',
  billing: 'billing',
  gathering: 'gatherings',
  milestone: 'milestones',
  digest: 'anything but security',
};

/** Asks; nothing happens before the button is pressed, as mail scanners open every link. It needs no script. */
export function askPage(what: Unsubscribable): string {
  return page(
    'Unsubscribe',
    `<p>No more mails about ${escapeHtml(mailsAbout[what])}?</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>`,
  );
}

export function donePage(what: Unsubscribable): string {
  return page(
    'You are unsubscribed',
    `<p>We send you no more mails about ${escapeHtml(mailsAbout[what])}. You can switch them on again in your preferences.</p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title} · Almanac</title>
<style>${STYLE}
</style></head>
<body><main><b>Almanac</b><h1>${title}</h1>
${content}
</main></body></html>`;
}
