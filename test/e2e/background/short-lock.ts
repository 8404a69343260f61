/** For workers that a test kills: their jobs are taken up after seconds, as they are in earnest, and after fewer of them. */
export const SHORT_LOCK = { JOB_LOCK_MS: '2000' };
