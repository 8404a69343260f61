import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, SecretBox } from '@almanac/platform';
import type { ShareLink } from '../ports/sharing/share-link-store';

/** A link as those see it who manage the planner. */
export interface ShownLink {
  shareId: string;
  shareLink: string;
  accessCount: number;
  expiresAt: string | null;
  hasPassword: boolean;
  createdAt: string;
}

const PURPOSE = 'share-link/v1';

/** What stands in the address of a link. A copy of the database alone opens no link: it has hashes and ciphers. */
@Injectable()
export class ShareTokens {
  constructor(
    private readonly box: SecretBox,
    private readonly config: Config,
  ) {}

  seal(plannerId: Id, token: string): string {
    return this.box.seal(PURPOSE, plannerId, token);
  }

  /** @throws Error where the encryption key of that time is gone */
  shown(plannerId: Id, link: ShareLink): ShownLink {
    const shareId = this.box.open(PURPOSE, plannerId, link.sealedToken);
    return {
      shareId,
      shareLink: `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/share/${shareId}`,
      accessCount: link.accessCount,
      expiresAt: link.expiresAt?.toISOString() ?? null,
      hasPassword: link.hasPassword,
      createdAt: link.createdAt.toISOString(),
    };
  }
}
