import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  Database,
  HoldsPersonalData,
  MailStore,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { LeavingRepository } from '../../application/ports/leaving/leaving.repository';
import { erasures, parts } from './personal-data.sql';

/** The account itself, how its owner signs in, what they may do, and mails to them that were written to files. */
@Injectable()
@HoldsPersonalData()
export class HeldByIdentity implements PersonalDataHolder {
  readonly name = 'account';

  constructor(
    private readonly repository: LeavingRepository,
    private readonly mails: MailStore,
    private readonly database: Database,
  ) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async eraseFiles(userId: Id): Promise<void> {
    const contact = await this.repository.contact(this.database, userId);
    if (contact) await this.mails.removeTo(contact.email);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
