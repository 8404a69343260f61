import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { ApiKeyService } from '../../application/access/api-key.service';
import type { ApiKey } from '../../application/ports/api-key.repository';
import { API_KEY_ID } from '../../domain/access/example-ids';
import {
  ApiKeyDto,
  ApiKeyListQueryDto,
  ApiKeyWithSecretDto,
  CreateApiKeyDto,
  RotateApiKeyDto,
  RotatedApiKeyDto,
  toApiKeyDto,
  toApiKeyWithSecretDto,
  UpdateApiKeyDto,
} from './api-key.dto';

const bearer = ['bearer'] as const;

@ApiTags('api-keys')
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeyService) {}

  @Get()
  @Endpoint({
    id: 'listApiKeys',
    summary: 'List your API keys',
    description: 'Newest first, and never the keys themselves.',
    access: [],
    credentials: bearer,
    list: { name: 'apiKeys', of: ApiKeyDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: ApiKeyListQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.keys.list(ctx, query.pageRequest())));
  }

  @Post()
  @Endpoint({
    id: 'createApiKey',
    summary: 'Create an API key',
    description:
      'The answer holds the key this once. A key can do what its permissions and yours both allow at the time of the call; it cannot manage keys, passwords, MFA, sessions or roles.',
    message: 'API key created; keep it safe, it is not shown again',
    access: [],
    credentials: bearer,
    recentProof: true,
    data: ApiKeyWithSecretDto,
    status: 201,
    errors: ['MAX_API_KEYS_REACHED'],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body() { name, permissions, expiresAt, allowedIps }: CreateApiKeyDto,
  ): Promise<Answer<ApiKeyWithSecretDto>> {
    const key = await this.keys.create(ctx, { name, permissions, expiresAt, allowedIps });
    return created(toApiKeyWithSecretDto(key), {
      location: `/api/v1/auth/api-keys/${key.id}`,
      etag: etagOf(key),
      secretOf: key.id,
    });
  }

  @Get(':id')
  @Endpoint({
    id: 'getApiKey',
    summary: 'Get an API key',
    access: [],
    credentials: bearer,
    data: ApiKeyDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', API_KEY_ID) id: string): Promise<Answer<ApiKeyDto>> {
    const key = await this.keys.get(ctx, id);
    return ok(toApiKeyDto(key), { etag: etagOf(key) });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateApiKey',
    summary: 'Update an API key',
    description: 'A merge patch; counts on the very next call with the key.',
    message: 'API key updated',
    access: [],
    credentials: bearer,
    recentProof: true,
    data: ApiKeyDto,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', API_KEY_ID) id: string,
    @Body() { name, permissions, expiresAt, allowedIps }: UpdateApiKeyDto,
  ): Promise<Answer<ApiKeyDto>> {
    const key = await this.keys.update(ctx, id, { name, permissions, expiresAt, allowedIps });
    return ok(toApiKeyDto(key), { etag: etagOf(key) });
  }

  @Post(':id/rotate')
  @ApiBody({ type: RotateApiKeyDto, required: false })
  @Endpoint({
    id: 'rotateApiKey',
    summary: 'Rotate an API key',
    description:
      'The answer holds the new key this once. The one before is taken for `overlapSeconds` more (0 to 86,400), so that its users can move on.',
    message: 'API key replaced; keep the new one safe, it is not shown again',
    access: [],
    credentials: bearer,
    recentProof: true,
    data: RotatedApiKeyDto,
  })
  async rotate(
    @Ctx() ctx: RequestContext,
    @IdParam('id', API_KEY_ID) id: string,
    @Body() { overlapSeconds = 0 }: RotateApiKeyDto,
  ): Promise<Answer<RotatedApiKeyDto>> {
    const key = await this.keys.rotate(ctx, id, overlapSeconds);
    const data = {
      ...toApiKeyWithSecretDto(key),
      previousValidUntil: key.previousValidUntil.toISOString(),
    };
    return ok(data, { etag: etagOf(key), secretOf: key.id });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteApiKey',
    summary: 'Revoke an API key',
    description: 'It stops at once, on every replica, and its sockets are closed.',
    message: 'API key deleted',
    access: [],
    credentials: bearer,
    recentProof: true,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', API_KEY_ID) id: string): Promise<Answer<null>> {
    await this.keys.revoke(ctx, id);
    return done();
  }
}

/** The second part tells when it was used, which is no new version of it. */
function etagOf({ version, lastUsedAt }: ApiKey): string {
  return lastUsedAt ? `v${version}.t${Math.floor(lastUsedAt.getTime() / 1000)}` : `v${version}`;
}
