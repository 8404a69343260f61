import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, type Answer, type RequestContext } from '@almanac/platform';
import { ProfileService } from '../application/profile.service';
import { UserAnswers } from './user-answers';
import { UPDATE_EXAMPLE, UpdateMeDto, UserDto } from './user.dto';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly profile: ProfileService,
    private readonly answers: UserAnswers,
  ) {}

  @Get('me')
  @Endpoint({
    id: 'getMe',
    beforeMfaSetup: true,
    summary: 'Get your account',
    access: ['read:own-profile'],
    data: UserDto,
    versioned: true,
  })
  async me(@Ctx() ctx: RequestContext): Promise<Answer<UserDto>> {
    return this.answers.of(ctx, await this.profile.me(ctx));
  }

  @Patch('me')
  @ApiBody({
    type: UpdateMeDto,
    examples: { profile: { summary: 'Name and preferences', value: UPDATE_EXAMPLE } },
  })
  @Endpoint({
    id: 'updateMe',
    summary: 'Update your account',
    description: 'A merge patch: what is absent stays, null clears or goes back to the default.',
    message: 'Account updated',
    access: ['write:own-profile'],
    data: UserDto,
    versioned: true,
    errors: ['ALREADY_EXISTS'],
  })
  async updateMe(@Ctx() ctx: RequestContext, @Body() body: UpdateMeDto): Promise<Answer<UserDto>> {
    const { displayName, username, photoURL, phoneNumber, bio, preferences } = body;
    const patch = { displayName, username, photoUrl: photoURL, phoneNumber, bio };
    return this.answers.changed(ctx, await this.profile.updateMe(ctx, patch, preferences));
  }
}
