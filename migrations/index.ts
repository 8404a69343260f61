import { Platform1763700000000 } from './1763700000000-platform';

/** Every migration, oldest first. A landed one is never edited. */
export const migrations = [Platform1763700000000];
