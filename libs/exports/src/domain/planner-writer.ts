import type { Readable } from 'node:stream';
import type { DrawnPlanner, PlannerDocument } from './planner-document';

/**
 * Tells how far the writing is, for whoever follows the job. May be called for every activity: what it costs is bounded,
 * and it gives the queue its turn.
 * @param activities how many of the planner's activities are done with, in all passes together
 * @param of how many there are to do in all passes together
 * @throws once the job is cancelled; let it through
 */
export type WritingProgress = (activities: number, of: number) => Promise<void>;

/** What a writer gives. */
export interface WrittenPlanner {
  /**
   * The content of the file, from a stream that waits for whoever reads it: nothing is read from the document before.
   * Where it breaks off, it is destroyed with the error.
   */
  readonly content: Readable;
  /** How many pages it has; asked once the content has ended. Left out where there are none. */
  readonly pages?: () => number;
}

/**
 * Writes a planner in one format. It knows nothing of requests, jobs, files and who may see what: all that is done
 * before it is asked.
 */
export interface PlannerWriter<Options, Planner extends DrawnPlanner = PlannerDocument> {
  /**
   * @param signal ends the writing: what is waited for ends with it
   * @returns at once; the work is done as the content is read
   */
  write(document: Planner, options: Options, signal: AbortSignal, progress: WritingProgress): WrittenPlanner;
}
