/**
 * What the thread that draws asks the thread that has the database, and the answers: a planner is read as it is drawn,
 * and its file is written as it grows, so that neither of them ever holds all of it.
 */
import type { MessagePort } from 'node:worker_threads';
import type { HandwritingOptions } from '../../domain/handwriting-options';
import type { PdfOptions } from '../../domain/pdf-options';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';

/** What the thread is told at its start. */
export interface DrawingThreadData {
  onlyWhenIdle: boolean;
}

/** What can be drawn. */
export type Drawing =
  { kind: 'pdf'; options: PdfOptions } | { kind: 'handwriting'; options: HandwritingOptions };

/** What is sent with the task; the rest is asked for by the port. */
export type DrawingTask = Drawing & { planner: PlannerFacts; port: MessagePort };

export interface Drawn {
  pages: number | undefined;
}

/** A planner without its sections, and a section without its activities. */
export type PlannerFacts = Omit<DrawnPlanner, 'sections'>;
export type SectionFacts = Omit<DrawnSection, 'activities'>;

/** A pass is one reading of the planner from its beginning (`DrawnPlanner.sections`). */
export interface Questions {
  /** The next section of a pass; null after the last. */
  section: { body: { pass: number }; answer: SectionFacts | null };
  /** The next activities of the section that was told last; none after the last. */
  activities: { body: { pass: number }; answer: DrawnActivity[] };
  /** No more of a pass is wanted. */
  leave: { body: { pass: number }; answer: null };
  /** Here is more of the file; answered once there is room for more. */
  write: { body: { bytes: Uint8Array }; answer: null };
  progress: { body: { done: number; of: number }; answer: null };
}

export type Question = {
  [Name in keyof Questions]: { number: number; name: Name } & Questions[Name]['body'];
}[keyof Questions];

export type Answer<Name extends keyof Questions = keyof Questions> =
  | { number: number; value: Questions[Name]['answer'] }
  /** Why is known where it failed; here it only ends the drawing. */
  | { number: number; failed: true };
