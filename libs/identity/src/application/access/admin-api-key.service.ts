import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext } from '@almanac/platform';
import { ApiKeyRepository, type ApiKeyFilter } from '../ports/api-key.repository';
import { ApiKeyService } from './api-key.service';

/** Everybody's API keys, for admins: to see and to end. */
@Injectable()
export class AdminApiKeyService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly own: ApiKeyService,
  ) {}

  list(ctx: RequestContext, filter: ApiKeyFilter, page: PageRequest): Promise<string> {
    return this.keys.listAll(ctx, filter, page);
  }

  /** @throws DomainError NOT_FOUND */
  revoke(ctx: RequestContext, id: Id): Promise<void> {
    return this.own.revokeAny(ctx, id);
  }
}
