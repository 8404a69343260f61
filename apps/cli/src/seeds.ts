import { templateCatalogue } from '@almanac/planning';

/** What comes with the product and lies in the database; installed after the migrations. */
export const seeds = [templateCatalogue];
