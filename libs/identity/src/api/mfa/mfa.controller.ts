import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Ctx, done, Endpoint, IdParam, ok, type Answer, type RequestContext } from '@almanac/platform';
import { MfaOverview } from '../../application/mfa/mfa-overview';
import { MfaService } from '../../application/mfa/mfa.service';
import {
  BackupCodesDto,
  FactorProofDto,
  MfaEnabledDto,
  MfaSetupDto,
  MfaStatusDto,
  SetUpMfaDto,
  VerifyMfaSetupDto,
} from './mfa.dto';
import { toTrustedDeviceDto } from './to-trusted-device-dto';
import { OF_SIGN_IN_ID } from '../../domain/access/example-ids';

const PROOF_EXAMPLE = { password: 'Analytical-Engine-1843', code: '287082' };

@ApiTags('mfa')
@Controller('auth/mfa')
export class MfaController {
  constructor(
    private readonly mfa: MfaService,
    private readonly overview: MfaOverview,
  ) {}

  @Get()
  @Endpoint({
    id: 'getMfa',
    summary: 'Get the state of your second factors',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: MfaStatusDto,
  })
  async status(@Ctx() ctx: RequestContext): Promise<Answer<MfaStatusDto>> {
    const { trustedDevices, ...status } = await this.overview.status(ctx);
    return ok({ ...status, trustedDevices: trustedDevices.map(toTrustedDeviceDto) });
  }

  @Post('setup')
  @Endpoint({
    id: 'setUpMfa',
    summary: 'Start to set up an authenticator',
    description:
      'Makes a secret and ten backup codes. Nothing changes until `verify-setup` gets a code; calling it again begins anew.',
    message: 'Enter a code of your authenticator to turn it on, and keep the backup codes in a safe place',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: MfaSetupDto,
    errors: ['CONFLICT', 'ACCOUNT_LOCKED', 'REAUTHENTICATION_REQUIRED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async setUp(@Ctx() ctx: RequestContext, @Body() { password }: SetUpMfaDto): Promise<Answer<MfaSetupDto>> {
    return ok(await this.mfa.setUp(ctx, password), {
      ...secretOf(ctx),
    });
  }

  @Post('verify-setup')
  @Endpoint({
    id: 'verifyMfaSetup',
    summary: 'Enable the authenticator',
    description: 'By its first code, which is spent.',
    message: 'From now on sign-in asks for a code',
    access: [],
    credentials: ['bearer'],
    beforeMfaSetup: true,
    data: MfaEnabledDto,
    errors: ['CONFLICT', 'ACCOUNT_LOCKED'],
    rateBucket: 'session',
  })
  async verifySetup(
    @Ctx() ctx: RequestContext,
    @Body() { code, secret }: VerifyMfaSetupDto,
  ): Promise<Answer<MfaEnabledDto>> {
    await this.mfa.verifySetup(ctx, code, secret);
    return ok({ enabled: true });
  }

  @Post('backup-codes')
  @ApiBody({ type: FactorProofDto, examples: { code: { summary: 'By a code', value: PROOF_EXAMPLE } } })
  @Endpoint({
    id: 'renewBackupCodes',
    summary: 'Generate new backup codes',
    description: 'The former ones are void. Needs the password, and a code or backup code.',
    message: 'Keep the codes in a safe place',
    access: [],
    credentials: ['bearer'],
    data: BackupCodesDto,
    errors: ['CONFLICT', 'ACCOUNT_LOCKED', 'REAUTHENTICATION_REQUIRED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async renewBackupCodes(
    @Ctx() ctx: RequestContext,
    @Body() { password, code, backupCode }: FactorProofDto,
  ): Promise<Answer<BackupCodesDto>> {
    const backupCodes = await this.mfa.renewBackupCodes(ctx, password, { code, backupCode });
    return ok({ backupCodes }, secretOf(ctx));
  }

  @Delete()
  @ApiBody({ type: FactorProofDto, examples: { code: { summary: 'By a code', value: PROOF_EXAMPLE } } })
  @Endpoint({
    id: 'deleteMfa',
    summary: 'Disable the authenticator',
    description:
      'Needs the password, and a code or backup code. Trusted devices are trusted no more. `POST /auth/mfa/disable` does the same, for clients that send no body with DELETE.',
    message: 'Sign-in asks for no code any more',
    access: [],
    credentials: ['bearer'],
    data: MfaEnabledDto,
    errors: ['CONFLICT', 'ACCOUNT_LOCKED', 'REAUTHENTICATION_REQUIRED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async turnOff(
    @Ctx() ctx: RequestContext,
    @Body() { password, code, backupCode }: FactorProofDto,
  ): Promise<Answer<MfaEnabledDto>> {
    await this.mfa.turnOff(ctx, password, { code, backupCode });
    return ok({ enabled: false });
  }

  @Post('disable')
  @ApiBody({ type: FactorProofDto, examples: { code: { summary: 'By a code', value: PROOF_EXAMPLE } } })
  @Endpoint({
    id: 'disableMfa',
    summary: 'Disable the authenticator, by POST',
    description: 'The same as `DELETE /auth/mfa`.',
    message: 'Sign-in asks for no code any more',
    access: [],
    credentials: ['bearer'],
    data: MfaEnabledDto,
    errors: ['CONFLICT', 'ACCOUNT_LOCKED', 'REAUTHENTICATION_REQUIRED', 'SERVICE_UNAVAILABLE'],
    rateBucket: 'session',
  })
  async disable(@Ctx() ctx: RequestContext, @Body() body: FactorProofDto): Promise<Answer<MfaEnabledDto>> {
    return this.turnOff(ctx, body);
  }

  @Delete('trusted-devices')
  @Endpoint({
    id: 'distrustDevices',
    summary: 'Remove all trusted devices',
    description: 'All of them have to give a second factor again.',
    message: 'No device is trusted any more',
    access: [],
    credentials: ['bearer'],
    rateBucket: 'session',
  })
  async distrustAll(@Ctx() ctx: RequestContext): Promise<Answer<null>> {
    await this.overview.distrust(ctx, undefined);
    return done();
  }

  @Delete('trusted-devices/:id')
  @Endpoint({
    id: 'distrustDevice',
    summary: 'Remove a trusted device',
    message: 'The device is not trusted any more',
    access: [],
    credentials: ['bearer'],
    errors: ['NOT_FOUND'],
    rateBucket: 'session',
  })
  async distrust(
    @Ctx() ctx: RequestContext,
    @IdParam('id', OF_SIGN_IN_ID) id: string,
  ): Promise<Answer<null>> {
    await this.overview.distrust(ctx, id);
    return done();
  }
}

/** The answer is never kept for an `Idempotency-Key`: a retry is told whose codes were made, not the codes. */
function secretOf({ principal }: RequestContext): { secretOf?: string } {
  return principal ? { secretOf: principal.userId } : {};
}
