import { Injectable } from '@nestjs/common';
import { systemClock, type Id } from '@almanac/kernel';
import { callerOf, Database, People, type RequestContext } from '@almanac/platform';
import type { ActivityInput } from '../../domain/activity';
import { quickAdd, type QuickAdd } from '../../domain/quick-add/quick-add';
import { ActivityService } from '../activity.service';
import type { MadeActivity } from '../activity-creator';
import { Inbox } from './inbox';

/** What was made of a line, and what was understood of it. */
export interface QuicklyAdded extends MadeActivity {
  understood: QuickAdd;
}

/** Makes an activity of one line of natural language, in the time zone and language of its author. */
@Injectable()
export class QuickAddService {
  constructor(
    private readonly activities: ActivityService,
    private readonly inbox: Inbox,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /** @throws DomainError VALIDATION_ERROR, NOT_FOUND, FORBIDDEN, MAX_PLANNERS_REACHED */
  async add(context: RequestContext, text: string, sectionId: Id | undefined): Promise<QuicklyAdded> {
    const { userId, timeZone } = callerOf(context);
    const language = (await this.people.languageOf(this.database.for(context), userId)) ?? 'en';
    const understood = quickAdd(text, { now: systemClock.now(), timeZone, language });
    const place = sectionId ?? (await this.inbox.section(context));
    return this.activities.create(context, place, inputOf(understood), (made) => ({ ...made, understood }));
  }
}

function inputOf(understood: QuickAdd): ActivityInput & { title: string } {
  const { title, dueDate, startDate, endDate, tags, priority, estimatedDuration, recurrence } = understood;
  return {
    ...{ title, dueDate, startDate, endDate, tags },
    ...(priority === null ? {} : { priority }),
    ...(recurrence === null ? {} : { recurrence }),
    ...(estimatedDuration === null ? {} : { estimatedDuration }),
  };
}
