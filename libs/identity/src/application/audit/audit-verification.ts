import { Injectable } from '@nestjs/common';
import { Database } from '@almanac/platform';
import { flawOf, type ChainLink } from '../../domain/audit/chain';
import { AuditLogRepository } from '../ports/audit-log.repository';

/** Entries that are looked at together: a few hundred kilobytes. */
const BATCH = 1000;

/** The first thing that is wrong with the chain. */
export interface AuditFlaw {
  /** Number of the entry that is wrong, or of the first that is missing. */
  seq: number;
  reason: string;
}

export interface AuditReport {
  intact: boolean;
  /** Entries that were found to be as they were written. */
  checked: number;
  /** The newest entry when the examination began. Noted elsewhere, it proves later that nothing before it was changed. */
  newest: ChainLink;
  flaw: AuditFlaw | undefined;
}

/**
 * Goes through the whole audit log and proves its chain, in bounded memory. It needs no lock: entries that
 * come meanwhile are left for the next time.
 */
@Injectable()
export class AuditVerification {
  constructor(
    private readonly log: AuditLogRepository,
    private readonly database: Database,
  ) {}

  /**
   * @param anchor an entry as it was noted earlier; the chain must still have it
   * @param onProgress is told how many entries are checked, and of how many
   */
  async verify(
    anchor?: ChainLink,
    onProgress: (checked: number, total: number) => void = () => undefined,
  ): Promise<AuditReport> {
    const { newest, base } = await this.log.findEnds(this.database);
    let previous = base;
    const report = (flaw?: AuditFlaw): AuditReport => ({
      intact: flaw === undefined,
      checked: previous.seq - base.seq,
      newest,
      flaw,
    });
    while (previous.seq < newest.seq) {
      const limit = Math.min(BATCH, newest.seq - previous.seq);
      const entries = await this.log.findAfter(this.database, previous.seq, limit);
      for (const entry of entries) {
        const reason = flawOf(entry, previous) ?? unlikeAnchor(entry, anchor);
        if (reason !== undefined) return report({ seq: Math.min(entry.seq, previous.seq + 1), reason });
        previous = { seq: entry.seq, hash: entry.hash };
      }
      if (entries.length === 0)
        return report({ seq: previous.seq + 1, reason: 'the newest entries are missing' });
      onProgress(previous.seq - base.seq, newest.seq - base.seq);
    }
    if (previous.hash !== newest.hash)
      return report({ seq: previous.seq, reason: 'it is not the newest entry that was written' });
    if (anchor && anchor.seq > newest.seq)
      return report({ seq: newest.seq + 1, reason: 'the entry that was noted is missing' });
    const stray = await this.log.findStray(this.database, base.seq, newest.seq);
    return stray === undefined ? report() : report({ seq: stray, reason: 'it was put in beside the chain' });
  }
}

function unlikeAnchor(entry: ChainLink, anchor: ChainLink | undefined): string | undefined {
  return anchor?.seq === entry.seq && anchor.hash !== entry.hash
    ? 'it is not the entry that was noted'
    : undefined;
}
