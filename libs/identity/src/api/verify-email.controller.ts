import { Controller, Get, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '@almanac/platform';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>Verify your e-mail address · Almanac</title>
<style>
  body{margin:0;background:#f3f5f2;color:#22302b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;display:grid;place-items:center;min-height:100vh}
  main{background:#fff;border:1px solid #e1e6e2;border-radius:12px;padding:32px;max-width:420px;margin:16px}
  b{color:#2f5d50} h1{font-size:20px;margin:12px 0} p{line-height:1.55}
  button{background:#2f5d50;color:#fff;border:0;border-radius:8px;padding:12px 22px;font:inherit;font-weight:600;cursor:pointer}
  button:disabled{opacity:.6;cursor:default}
</style></head>
<body><main><b>Almanac</b><h1>Verify your e-mail address</h1>
<p id="say" role="status">Press the button to confirm that this address is yours.</p>
<button id="go" type="button">Verify my address</button>
<noscript><p>This page needs JavaScript.</p></noscript></main>
<script src="/verify-email/page.js"></script></body></html>`;

const SCRIPT = `const token = new URLSearchParams(location.search).get('token') ?? '';
history.replaceState(null, '', location.pathname);
const say = document.getElementById('say');
const go = document.getElementById('go');
go.addEventListener('click', async () => {
  go.disabled = true;
  try {
    const answer = await fetch('/api/v1/auth/verify-email', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }),
    });
    const body = await answer.json();
    say.textContent = answer.ok ? 'Thank you, your address is verified. You can close this page.' : body.error.message + '.';
    if (answer.ok || answer.status === 400) go.remove(); else go.disabled = false;
  } catch {
    say.textContent = 'The server cannot be reached; please try again.';
    go.disabled = false;
  }
});`;

/**
 * Where the link of the verification mail leads when no front-end stands at PUBLIC_URL. The token is spent by a
 * press of the button, not by opening the page: mail scanners open every link.
 */
@ApiExcludeController()
@Controller({ path: 'verify-email', version: VERSION_NEUTRAL })
export class VerifyEmailController {
  @Get()
  @Endpoint({ id: 'showVerifyEmail', summary: 'Page of the verification mail', access: 'public', raw: true })
  async page(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('content-security-policy', PAGE_POLICY)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(PAGE);
  }

  @Get('page.js')
  @Endpoint({ id: 'showVerifyEmailScript', summary: 'Its script', access: 'public', raw: true })
  async script(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('cache-control', 'no-cache').type('text/javascript; charset=utf-8').send(SCRIPT);
  }
}
