/**
 * What the process that draws calls for in the one that has the database, its host: a planner is read as it is drawn, and
 * its file is written as it grows, so that neither of them ever holds all of it.
 */
import type { HandwritingOptions } from '../../domain/handwriting-options';
import type { PdfOptions } from '../../domain/pdf-options';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';

/** Said on the command line of the process where it is to stand back behind all others. */
export const GIVE_WAY = 'give-way';

/** What can be drawn. */
export type Drawing =
  { kind: 'pdf'; options: PdfOptions } | { kind: 'handwriting'; options: HandwritingOptions };

/** What a drawing begins with; the rest is called for. */
export type DrawingTask = Drawing & { planner: PlannerFacts };

export interface Drawn {
  pages: number | undefined;
}

/** A planner without its sections, and a section without its activities. */
export type PlannerFacts = Omit<DrawnPlanner, 'sections'>;
export type SectionFacts = Omit<DrawnSection, 'activities'>;

/** A pass is one reading of the planner from its beginning (`DrawnPlanner.sections`). */
export interface HostMethods {
  /** The next section of a pass; null after the last. */
  nextSection: { params: { pass: number }; result: SectionFacts | null };
  /** The next activities of the section that was sent last; none after the last. */
  nextActivities: { params: { pass: number }; result: DrawnActivity[] };
  /** No more of a pass is wanted. */
  endPass: { params: { pass: number }; result: null };
  /** Here is more of the file; replied to once there is room for more. */
  write: { params: { bytes: Uint8Array }; result: null };
  progress: { params: { done: number; of: number }; result: null };
}

export type HostCall = {
  [Method in keyof HostMethods]: { id: number; method: Method } & HostMethods[Method]['params'];
}[keyof HostMethods];

export type HostReply<Method extends keyof HostMethods = keyof HostMethods> =
  | { id: number; result: HostMethods[Method]['result'] }
  /** Why is known where it failed; here it only ends the drawing. */
  | { id: number; failed: true };

/** Several planners are drawn in turns, each with a number of its own. */
export type ToChild = { drawing: number } & (
  | { kind: 'begin'; task: DrawingTask }
  | { kind: 'reply'; reply: HostReply }
  /** The host takes no more of it, and replies to no call. */
  | { kind: 'give-up' }
);

export type FromChild = { drawing: number } & (
  | { kind: 'call'; call: HostCall }
  | { kind: 'drawn'; drawn: Drawn }
  /** With the stack of what went wrong. */
  | { kind: 'failed'; stack: string }
);
