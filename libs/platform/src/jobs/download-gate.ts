import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';

/** A job whose file somebody wants to fetch. */
export interface FetchedJob {
  userId: Id;
  type: string;
  /** As it was kept with the job. */
  input: unknown;
}

/**
 * Whether files may still be given out. An address is signed once and good for a day, whoever has it; a feature whose
 * files show what their owner may lose sight of meanwhile provides one of these, and the registry finds it.
 */
export abstract class DownloadGate {
  /** The beginning of the types of the jobs that it is asked about. */
  abstract readonly typesFrom: string;

  abstract isOpen(context: RequestContext, job: FetchedJob): Promise<boolean>;
}
