import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { Template, TemplateContent } from '../../../domain/templates/template';
import type { Resource } from '../../ports/resource';

/** Who sees a template that comes back. */
export type RestoredPlace = Pick<TemplateContent, 'visibility' | 'teamId'>;

/** Templates as they are written. */
export abstract class TemplateStore {
  abstract insert(transaction: Transaction, id: Id, ownerId: Id, content: TemplateContent): Promise<void>;
  /** The template; nothing where there is none or it was deleted. */
  abstract load(queryable: Queryable, id: Id): Promise<Template | undefined>;
  /** The same, and nobody else changes it until the transaction ends. */
  abstract lock(transaction: Transaction, id: Id): Promise<Template | undefined>;
  /** One that this person has in the trash, likewise. */
  abstract lockDeleted(transaction: Transaction, id: Id, ownerId: Id): Promise<Template | undefined>;
  /** Whether it lies in the trash, whoever's. */
  abstract isDeleted(queryable: Queryable, id: Id): Promise<boolean>;
  abstract update(transaction: Transaction, id: Id, content: TemplateContent): Promise<void>;
  abstract remove(transaction: Transaction, id: Id): Promise<void>;
  /** Takes the deletion back, into this place. */
  abstract restore(transaction: Transaction, id: Id, place: RestoredPlace): Promise<void>;
  /** Counts one more use, last of all in the transaction: nobody waits long for a template that many use. */
  abstract countUse(transaction: Transaction, id: Id): void;
  /** The template as REST shows it. */
  abstract resource(transaction: Transaction, id: Id): Promise<Resource>;
  /** Makes private what a team has: the team is about to go. Gives what was changed. */
  abstract takeFromTeam(transaction: Transaction, teamId: Id): Promise<{ id: Id; ownerId: Id }[]>;
}
