import { applyDecorators, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Ctx, done, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { InvitationAnswers } from '../../application/invitations/invitation-answers';
import { InvitationDto, JoinedDto } from './invitation.dto';

const errors = ['INVALID_MAILED_TOKEN'] as const;

/** The token of the mail, in the path; any other text is as wrong as a token that was used. */
function Token(): MethodDecorator {
  return applyDecorators(
    ApiParam({
      name: 'invitation',
      required: true,
      description: 'The token of the link in the mail.',
      schema: { type: 'string', maxLength: 100, example: 'Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi' },
    }),
  );
}

@ApiTags('invitations')
@Controller('invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationAnswers) {}

  @Get(':invitation')
  @Token()
  @Endpoint({
    id: 'getInvitation',
    summary: 'Get an invitation',
    description: 'For whoever holds the link; nothing changes by it.',
    access: 'public',
    data: InvitationDto,
    errors,
  })
  async look(@Ctx() ctx: RequestContext, @Param('invitation') token: string): Promise<Answer<InvitationDto>> {
    const { kind, name, role, expiresAt } = await this.invitations.look(ctx, token);
    return ok({ kind, name, role, expiresAt: expiresAt.toISOString() });
  }

  @Post(':invitation/accept')
  @Token()
  @Endpoint({
    id: 'acceptInvitation',
    summary: 'Accept an invitation',
    description:
      'Your account must have the address that was invited (403, `reason: "other-address"`), and it must be verified (403 `EMAIL_NOT_VERIFIED`). A link is good for one answer; after that, or past its time, 400 `INVALID_TOKEN`. Whoever belongs to it already keeps the higher of both roles.',
    message: 'Welcome',
    access: [],
    credentials: ['bearer'],
    data: JoinedDto,
    errors: [...errors, 'EMAIL_NOT_VERIFIED', 'MAX_COLLABORATORS_REACHED', 'MAX_PLANNERS_REACHED'],
  })
  async accept(@Ctx() ctx: RequestContext, @Param('invitation') token: string): Promise<Answer<JoinedDto>> {
    return ok(await this.invitations.accept(ctx, token));
  }

  @Post(':invitation/decline')
  @Token()
  @Endpoint({
    id: 'declineInvitation',
    summary: 'Decline an invitation',
    description: 'The link is enough; nobody needs an account to say no.',
    message: 'Invitation declined',
    access: 'public',
    errors,
  })
  async decline(@Ctx() ctx: RequestContext, @Param('invitation') token: string): Promise<Answer<null>> {
    await this.invitations.decline(ctx, token);
    return done();
  }
}
