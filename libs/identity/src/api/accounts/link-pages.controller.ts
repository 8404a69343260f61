import { Controller, Get, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '@almanac/platform';
import { LINK_PAGE_POLICY, LINK_PAGE_SCRIPT, linkPage } from './link-page';

const pages = {
  verifyEmail: linkPage({
    title: 'Verify your e-mail address',
    text: 'Press the button to confirm that this address is yours.',
    button: 'Verify my address',
    action: '/api/v1/auth/verify-email',
    done: 'Thank you, your address is verified. You can close this page.',
  }),
  resetPassword: linkPage({
    title: 'Choose a new password',
    text: '8 or more characters with an upper-case letter, a lower-case letter, a digit and a special character. You will be signed out everywhere.',
    button: 'Change my password',
    action: '/api/v1/auth/reset-password',
    done: 'Your password is changed. You can close this page and sign in with it.',
    fields: [
      { name: 'newPassword', label: 'New password', autocomplete: 'new-password' },
      { name: 'again', label: 'Once more', autocomplete: 'new-password', repeats: 'newPassword' },
    ],
  }),
  confirmEmailChange: linkPage({
    title: 'Change of your e-mail address',
    text: 'Press the button to confirm. The address changes when both have confirmed, the old one and the new.',
    button: 'Confirm',
    action: '/api/v1/auth/confirm-email-change',
  }),
  cancelEmailChange: linkPage({
    title: 'Keep your e-mail address',
    text: 'Press the button to call the change off. Then please change your password: whoever asked for this knows it.',
    button: 'Call it off',
    action: '/api/v1/auth/cancel-email-change',
  }),
  invitation: linkPage({
    title: 'An invitation',
    text: 'To accept, sign in to your app with the address that got the mail, and open the link of the mail there. If you do not want to join, press the button.',
    button: 'Decline',
    action: '/api/v1/invitations/{token}/decline',
    look: '/api/v1/invitations/{token}',
    done: 'You have declined. You can close this page.',
  }),
} satisfies Record<string, string>;

/**
 * Where the links of mails lead when no front-end stands at PUBLIC_URL. A token is spent by a press of the
 * button, not by opening the page: mail scanners open every link.
 */
@ApiExcludeController()
@Controller({ version: VERSION_NEUTRAL })
export class LinkPagesController {
  @Get('verify-email')
  @Endpoint({ id: 'showVerifyEmail', summary: 'Page of the verification mail', access: 'public', raw: true })
  verifyEmail(@Res() reply: FastifyReply): Promise<void> {
    return show(reply, pages.verifyEmail);
  }

  @Get('link-page.js')
  @Endpoint({ id: 'showLinkPageScript', summary: 'Script of these pages', access: 'public', raw: true })
  async script(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'no-cache')
      .type('text/javascript; charset=utf-8')
      .send(LINK_PAGE_SCRIPT);
  }

  @Get('reset-password')
  @Endpoint({ id: 'showResetPassword', summary: 'Page of the mail to reset', access: 'public', raw: true })
  resetPassword(@Res() reply: FastifyReply): Promise<void> {
    return show(reply, pages.resetPassword);
  }

  @Get('confirm-email-change')
  @Endpoint({ id: 'showConfirmEmailChange', summary: 'Page of both mails', access: 'public', raw: true })
  confirmEmailChange(@Res() reply: FastifyReply): Promise<void> {
    return show(reply, pages.confirmEmailChange);
  }

  @Get('cancel-email-change')
  @Endpoint({ id: 'showCancelEmailChange', summary: 'Page of the old address', access: 'public', raw: true })
  cancelEmailChange(@Res() reply: FastifyReply): Promise<void> {
    return show(reply, pages.cancelEmailChange);
  }

  @Get('invitation')
  @Endpoint({ id: 'showInvitation', summary: 'Page of an invitation', access: 'public', raw: true })
  invitation(@Res() reply: FastifyReply): Promise<void> {
    return show(reply, pages.invitation);
  }
}

async function show(reply: FastifyReply, page: string): Promise<void> {
  await reply
    .header('content-security-policy', LINK_PAGE_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}
