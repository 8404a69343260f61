import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  done,
  Email,
  Endpoint,
  IdField,
  IdParam,
  JsonText,
  Nested,
  ok,
  Text,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { AdminApiKeyService } from '../../application/access/admin-api-key.service';
import { OTHER_API_KEY_ID } from '../../domain/access/example-ids';
import { ApiKeyDto, ApiKeyListQueryDto } from './api-key.dto';

const USER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';

export class ApiKeyOwnerDto {
  @IdField({ example: USER_ID })
  id!: string;

  @Email({ example: 'ada@example.com' })
  email!: string;

  @Text({ max: 100, nullable: true, example: 'Ada Lovelace' })
  displayName!: string | null;
}

export class OwnedApiKeyDto extends ApiKeyDto {
  @Nested(() => ApiKeyOwnerDto)
  user!: ApiKeyOwnerDto;
}

export class AdminApiKeyListQueryDto extends ApiKeyListQueryDto {
  @IdField({ optional: true, description: 'Of this user alone.' })
  userId?: string;

  @Text({
    min: 1,
    max: 200,
    optional: true,
    description: "In the name, the prefix, or the owner's e-mail address or name.",
  })
  search?: string;
}

@ApiTags('admin')
@Controller('admin/api-keys')
export class AdminApiKeysController {
  constructor(private readonly keys: AdminApiKeyService) {}

  @Get()
  @Endpoint({
    id: 'listAllApiKeys',
    summary: "List everybody's API keys",
    description: 'Newest first, and never the keys themselves.',
    access: ['read:api-keys'],
    credentials: ['bearer'],
    list: { name: 'apiKeys', of: OwnedApiKeyDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: AdminApiKeyListQueryDto): Promise<Answer> {
    const { userId, search } = query;
    return ok(new JsonText(await this.keys.list(ctx, { userId, search }, query.pageRequest())));
  }

  @Delete(':id')
  @Endpoint({
    id: 'revokeApiKey',
    summary: "Revoke anybody's API key",
    description: 'It stops at once, on every replica, and its sockets are closed.',
    message: 'API key deleted',
    access: ['write:api-keys'],
    credentials: ['bearer'],
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('id', OTHER_API_KEY_ID) id: string,
  ): Promise<Answer<null>> {
    await this.keys.revoke(ctx, id);
    return done();
  }
}
