import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { Placed, Position } from '../../domain/position';
import type { Section, SectionContent } from '../../domain/section';
import type { Resource } from './resource';

/** How many activities went or came with a section. */
export interface Carried {
  activities: number;
  completed: number;
}

/** Sections as they are written. Rows are read after the lock was taken. */
export abstract class SectionStore {
  abstract insert(
    transaction: Transaction,
    section: { id: Id; plannerId: Id; position: Position; content: SectionContent },
  ): Promise<void>;
  /** The section, deleted or not. */
  abstract load(transaction: Transaction, id: Id): Promise<Section | undefined>;
  abstract update(
    transaction: Transaction,
    id: Id,
    content: SectionContent,
    position: Position,
  ): Promise<void>;
  /** The live sections of a planner in their order. */
  abstract placed(transaction: Transaction, plannerId: Id): Promise<Placed[]>;
  /** Sets the positions of sections; only those that are named as moved get a new version. */
  abstract setPositions(
    transaction: Transaction,
    sections: readonly Placed[],
    moved: readonly Id[],
  ): Promise<void>;
  /** Deletes the section and, marked as gone with it, its live activities. */
  abstract remove(transaction: Transaction, id: Id): Promise<Carried>;
  /** Brings the section back at a position, with the activities that went with it. */
  abstract restore(transaction: Transaction, id: Id, position: Position): Promise<Carried>;
  /** The section as REST shows it. */
  abstract resource(transaction: Transaction, id: Id): Promise<Resource>;
  /** Its live activities as REST shows them, in order. */
  abstract activitiesOf(transaction: Transaction, id: Id): Promise<Resource[]>;
}
