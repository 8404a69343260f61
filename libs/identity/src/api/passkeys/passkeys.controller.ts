import { Body, Controller, Delete, Get, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasskeySignInService } from '../../application/passkeys/passkey-sign-in.service';
import { PasskeysService } from '../../application/passkeys/passkeys.service';
import type { Passkey } from '../../application/ports/passkeys/passkey.repository';
import { MfaRequiredDto, SignedInDto } from '../auth.dto';
import { SessionCookies } from '../session-cookies';
import { SignInAnswers } from '../sign-in-answers';
import {
  AddPasskeyDto,
  PasskeyDto,
  PasskeyListDto,
  PasskeyQuestionDto,
  PasskeySignInDto,
  RenamePasskeyDto,
} from './passkey.dto';
import { OF_SIGN_IN_ID } from '../../domain/access/example-ids';

@ApiTags('passkeys')
@Controller('auth/passkeys')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly signIns: PasskeySignInService,
    private readonly cookies: SessionCookies,
    private readonly answers: SignInAnswers,
  ) {}

  @Post('register/options')
  @Endpoint({
    id: 'askNewPasskey',
    summary: 'Start to add a passkey',
    description:
      'Give `options` to `navigator.credentials.create`, and what comes of it to `register/verify`.',
    access: [],
    credentials: ['bearer'],
    recentProof: true,
    beforeMfaSetup: true,
    data: PasskeyQuestionDto,
    errors: ['CONFLICT'],
    rateBucket: 'session',
  })
  async askForNew(@Ctx() ctx: RequestContext): Promise<Answer<PasskeyQuestionDto>> {
    return ok(await this.passkeys.askForNew(ctx));
  }

  @Post('register/verify')
  @Endpoint({
    id: 'addPasskey',
    summary: 'Add a passkey',
    description: 'The authenticator must have verified its user (fingerprint, face, PIN).',
    message: 'Passkey added',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: PasskeyDto,
    status: 201,
    errors: ['ALREADY_EXISTS', 'CONFLICT'],
    rateBucket: 'session',
  })
  async add(
    @Ctx() ctx: RequestContext,
    @Body() { challengeId, response, name }: AddPasskeyDto,
  ): Promise<Answer<PasskeyDto>> {
    const passkey = await this.passkeys.add(ctx, { challengeId, response }, name);
    return created(toPasskeyDto(passkey), {
      location: `/api/v1/auth/passkeys/${passkey.id}`,
      etag: `v${passkey.version}`,
    });
  }

  @Post('login/options')
  @Endpoint({
    id: 'askPasskey',
    summary: 'Start to sign in with a passkey',
    description:
      'Give `options` to `navigator.credentials.get`, and what comes of it to `login/verify`. No e-mail address is needed.',
    access: 'public',
    data: PasskeyQuestionDto,
    rateBucket: 'session',
  })
  async ask(@Ctx() ctx: RequestContext): Promise<Answer<PasskeyQuestionDto>> {
    return ok(await this.signIns.ask(ctx));
  }

  @Post('login/verify')
  @Endpoint({
    id: 'loginByPasskey',
    summary: 'Sign in with a passkey',
    description: 'The authenticator has verified its user, so no other factor is asked for.',
    access: 'public',
    data: [SignedInDto, MfaRequiredDto],
    errors: ['INVALID_CREDENTIALS', 'ACCOUNT_SUSPENDED', 'EMAIL_NOT_VERIFIED'],
    rateBucket: 'session',
  })
  async signIn(
    @Ctx() ctx: RequestContext,
    @Body() { challengeId, response, deviceToken }: PasskeySignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto | MfaRequiredDto>> {
    const device = deviceToken ?? this.cookies.deviceToken(request);
    return this.answers.of(ctx, reply, await this.signIns.signIn(ctx, { challengeId, response }, device));
  }

  @Get()
  @Endpoint({
    id: 'listPasskeys',
    summary: 'List your passkeys',
    description: 'Newest first; nobody has more than twenty.',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: PasskeyListDto,
  })
  async list(@Ctx() ctx: RequestContext): Promise<Answer<PasskeyListDto>> {
    return ok({ passkeys: (await this.passkeys.list(ctx)).map(toPasskeyDto) });
  }

  @Patch(':id')
  @Endpoint({
    id: 'renamePasskey',
    summary: 'Rename a passkey',
    message: 'Passkey named',
    access: [],
    credentials: ['bearer'],
    data: PasskeyDto,
    versioned: true,
    errors: ['NOT_FOUND'],
    rateBucket: 'session',
  })
  async rename(
    @Ctx() ctx: RequestContext,
    @IdParam('id', OF_SIGN_IN_ID) id: string,
    @Body() { name }: RenamePasskeyDto,
  ): Promise<Answer<PasskeyDto>> {
    const passkey = await this.passkeys.rename(ctx, id, name);
    return ok(toPasskeyDto(passkey), { etag: `v${passkey.version}` });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deletePasskey',
    summary: 'Delete a passkey',
    description: 'The last way to sign in cannot be removed.',
    message: 'Passkey removed',
    access: [],
    credentials: ['bearer'],
    recentProof: true,
    versioned: true,
    errors: ['NOT_FOUND', 'CONFLICT'],
    rateBucket: 'session',
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', OF_SIGN_IN_ID) id: string): Promise<Answer<null>> {
    await this.passkeys.remove(ctx, id);
    return done();
  }
}

function toPasskeyDto({ createdAt, lastUsedAt, ...passkey }: Passkey): PasskeyDto {
  return {
    ...passkey,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
