import { RecurrenceStore } from '../../application/ports/recurrence-store';
import { Exceptions } from '../../application/recurrence/exceptions';
import { NextOccurrence } from '../../application/recurrence/next-occurrence';
import { OccurrenceQueries } from '../../application/recurrence/occurrence-queries';
import { OccurrenceService } from '../../application/recurrence/occurrence.service';
import { RecurringEntries } from '../../application/recurrence/recurring-entries';
import { SeriesReader } from '../../application/recurrence/series-reader';
import { SqlRecurrenceStore } from './sql-recurrence.store';

/** What recurs, for every process. */
export const recurrenceProviders = [
  { provide: RecurrenceStore, useClass: SqlRecurrenceStore },
  Exceptions,
  NextOccurrence,
  SeriesReader,
  OccurrenceQueries,
  OccurrenceService,
  RecurringEntries,
];
