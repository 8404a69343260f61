import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, ok, type Answer, type RequestContext } from '@almanac/platform';
import { PreferencesService } from '../application/preferences.service';
import type { VersionedPreferences } from '../application/ports/preferences-store';
import {
  ANSWER_EXAMPLE,
  NotificationPreferencesDto,
  PREFERENCES_EXAMPLE,
  ReplaceNotificationPreferencesDto,
} from './preferences.dto';

@ApiTags('notifications')
@Controller('notifications/preferences')
export class NotificationPreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @Get()
  @Endpoint({
    id: 'getNotificationPreferences',
    summary: 'Get your notification preferences',
    description:
      'Defaults filled in. Above all of it stand the master switches in `preferences.notifications` of your account.',
    access: ['read:own-profile'],
    data: NotificationPreferencesDto,
    versioned: true,
    example: ANSWER_EXAMPLE,
  })
  async mine(@Ctx() ctx: RequestContext): Promise<Answer<NotificationPreferencesDto>> {
    return shown(await this.preferences.mine(ctx));
  }

  @Put()
  @ApiBody({
    type: ReplaceNotificationPreferencesDto,
    examples: { daily: { summary: 'Mails about comments, once a day', value: PREFERENCES_EXAMPLE } },
  })
  @Endpoint({
    id: 'replaceNotificationPreferences',
    summary: 'Replace your notification preferences',
    description:
      'What is left out goes back to its default. In quiet hours mails, pushes and text messages wait until they end, but for those about security.',
    message: 'Preferences updated',
    access: ['write:own-profile'],
    data: NotificationPreferencesDto,
    versioned: true,
    example: ANSWER_EXAMPLE,
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @Body() body: ReplaceNotificationPreferencesDto,
  ): Promise<Answer<NotificationPreferencesDto>> {
    return shown(await this.preferences.replace(ctx, body));
  }
}

function shown({
  kinds,
  quietHours,
  digest,
  version,
}: VersionedPreferences): Answer<NotificationPreferencesDto> {
  return ok({ kinds, quietHours, digest }, { etag: `v${version}` });
}
