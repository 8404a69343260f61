import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, type Answer, type RequestContext } from '@almanac/platform';
import { ProfileService } from '../application/profile.service';
import { UserAnswers } from './user-answers';
import { UserDto } from './user.dto';

@ApiTags('auth')
@Controller('auth')
export class WhoAmIController {
  constructor(
    private readonly profile: ProfileService,
    private readonly answers: UserAnswers,
  ) {}

  @Get('me')
  @Endpoint({
    id: 'whoAmI',
    beforeMfaSetup: true,
    summary: 'Get the signed-in caller',
    description: 'The same as `GET /users/me`.',
    access: ['read:own-profile'],
    data: UserDto,
    versioned: true,
    rateBucket: 'general',
  })
  async me(@Ctx() ctx: RequestContext): Promise<Answer<UserDto>> {
    return this.answers.of(ctx, await this.profile.me(ctx));
  }
}
