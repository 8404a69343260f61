import { encodeCursor } from '@almanac/kernel';
import type { PageRequest, PaginationDto } from '@almanac/platform';
import type { LinkedAccount } from '../../application/ports/oauth/outside-identity.repository';
import type { LinkedAccountDto } from './oauth.dto';

export interface AccountsPage {
  accounts: LinkedAccountDto[];
  pagination: PaginationDto;
}

/** A page of a person's identities. There are at most ten, so they are read together and paged here. */
export function accountsPage(all: readonly LinkedAccount[], page: PageRequest): AccountsPage {
  const rows = page.order === 'asc' ? [...all].reverse() : [...all];
  const last = page.cursor ? rows.findIndex(({ id }) => id === page.cursor?.[1]) : page.offset - 1;
  const shown = rows.slice(last + 1, last + 1 + page.limit);
  const hasNext = last + 1 + page.limit < rows.length;
  const end = shown.at(-1);
  const nextCursor =
    hasNext && end ? encodeCursor([page.sort, page.order, end.linkedAt.toISOString(), end.id]) : null;
  const common = { limit: page.limit, hasNext, nextCursor };
  const pagination = page.cursor
    ? { ...common, hasPrev: true }
    : {
        ...common,
        page: page.page,
        total: rows.length,
        pages: Math.ceil(rows.length / page.limit),
        hasPrev: page.page > 1,
      };
  return { accounts: shown.map(toLinkedAccountDto), pagination };
}

export function toLinkedAccountDto(account: LinkedAccount): LinkedAccountDto {
  const { id, provider, email, emailVerified, displayName, linkedAt, lastUsedAt } = account;
  return {
    id,
    provider,
    email,
    emailVerified,
    displayName,
    linkedAt: linkedAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
