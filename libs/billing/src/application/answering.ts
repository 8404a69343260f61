import { PostponeJob } from '@almanac/platform';
import { declined, stripeAway, stripeRefused } from '../domain/refusals';
import { ProviderAwayError, ProviderRefusedError } from './ports/payment-provider';

/** What a caller is told where the provider fails. */
export async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderAwayError)
      throw stripeAway(error.leaveAloneMs === undefined ? undefined : Math.ceil(error.leaveAloneMs / 1000));
    if (error instanceof ProviderRefusedError)
      throw error.reason === 'declined' ? declined() : stripeRefused();
    throw error;
  }
}

/** In a job: where the provider is left alone for a while, the job waits, and no try is counted. */
export async function postponing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderAwayError && error.leaveAloneMs !== undefined)
      throw new PostponeJob(error.leaveAloneMs, error.message);
    throw error;
  }
}
