import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MfaChallengeService } from '../../application/mfa/mfa-challenge.service';
import { MfaRequiredDto, SignedInDto } from '../auth.dto';
import { PasskeyQuestionDto } from '../passkeys/passkey.dto';
import { SessionCookies } from '../session-cookies';
import { SignInAnswers } from '../sign-in-answers';
import { MfaChallengeDto, MfaTokenDto } from './mfa.dto';

const MFA_TOKEN = 'Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi';

@ApiTags('mfa')
@Controller('auth/mfa')
export class MfaChallengeController {
  constructor(
    private readonly challenges: MfaChallengeService,
    private readonly cookies: SessionCookies,
    private readonly answers: SignInAnswers,
  ) {}

  @Post('challenge')
  @ApiBody({
    type: MfaChallengeDto,
    examples: {
      code: { summary: 'By a code', value: { mfaToken: MFA_TOKEN, code: '287082' } },
      backupCode: { summary: 'By a backup code', value: { mfaToken: MFA_TOKEN, backupCode: '04718295' } },
    },
  })
  @Endpoint({
    id: 'answerMfaChallenge',
    summary: 'Complete a sign-in with a second factor',
    description:
      'Takes exactly one of `code`, `backupCode` and `passkey`. A code works once. The `mfaToken` is good for 5 minutes and 5 tries; wrong ones count for the account, too, like wrong passwords.',
    access: 'public',
    data: [SignedInDto, MfaRequiredDto],
    errors: [
      'INVALID_CREDENTIALS',
      'INVALID_TOKEN',
      'ACCOUNT_LOCKED',
      'ACCOUNT_SUSPENDED',
      'EMAIL_NOT_VERIFIED',
      'SERVICE_UNAVAILABLE',
    ],
    rateBucket: 'auth',
  })
  async answer(
    @Ctx() ctx: RequestContext,
    @Body() body: MfaChallengeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    const { mfaToken, code, backupCode, passkey } = body;
    const outcome = await this.challenges.answer(ctx, {
      mfaToken,
      factor: { code, backupCode, passkey },
      trustDevice: body.trustDevice === true,
      deviceToken: body.deviceToken ?? this.cookies.deviceToken(request),
    });
    return this.answers.of(ctx, reply, outcome);
  }

  @Post('challenge/passkey')
  @Endpoint({
    id: 'askMfaPasskey',
    summary: 'Start to use a passkey as the second factor',
    description: 'The answer goes to `POST /auth/mfa/challenge` as `passkey`.',
    access: 'public',
    data: PasskeyQuestionDto,
    errors: ['INVALID_TOKEN'],
    rateBucket: 'session',
  })
  async askPasskey(
    @Ctx() ctx: RequestContext,
    @Body() { mfaToken }: MfaTokenDto,
  ): Promise<Answer<PasskeyQuestionDto>> {
    return ok(await this.challenges.askPasskey(ctx, mfaToken));
  }
}
