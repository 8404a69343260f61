import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type FieldProblem, type Id } from '@almanac/kernel';
import { parseDto } from '@almanac/platform';
import {
  activityContent,
  CreateActivityDto,
  CreatePlannerDto,
  CreateSectionDto,
  instant,
  plannerContent,
  sectionContent,
  type ActivityDraft,
  type PlannerDraft,
  type SectionDraft,
} from '@almanac/planning';
import type { Problems, ReadActivity, ReadHead, Reading, SectionHead } from '../../domain/imports/reading';
import { ActivityParts } from './activity-parts';
import { Links } from './links';
import { problemsOf } from './problems-of';
import { Turns } from '../turns';

/** Checking keeps the process to itself for so long at most: it may be an API's. */
const TURN_MS = 5;

export interface DraftingMoment {
  now: Date;
  /** IANA: of whoever imports. */
  timeZone: string;
  userId: Id;
}

export interface DraftingOptions {
  /** Else its activities are only counted, as dry runs have it: they take no memory then. */
  kept: boolean;
  onActivity?: ((done: number) => Promise<void>) | undefined;
}

export interface Drafted {
  draft: PlannerDraft;
  counts: { planners: number; sections: number; activities: number };
}

/**
 * Makes a planner of what was read, by the very rules of the REST API: what it would refuse is left out here and told
 * with its line. Where a part of something is at fault, the rest of it stays.
 */
export class Drafting {
  private readonly links: Links;
  private readonly turns = new Turns(TURN_MS);

  constructor(
    private readonly moment: DraftingMoment,
    private readonly problems: Problems,
    private readonly options: DraftingOptions,
  ) {
    this.links = new Links(problems, this.turns);
  }

  async draft(read: ReadHead, activities: Reading['activities']): Promise<Drafted> {
    const head = this.fitting(CreatePlannerDto, read.line, 'the planner', read.input, {
      title: 'Imported planner',
    });
    const content = plannerContent(head);
    const seriesZone = content.settings.timezone ?? this.moment.timeZone;
    const counts = { planners: 1, sections: read.sections.length, activities: 0 };
    const sections: SectionDraft[] = [];
    let done = 0;
    for (const [index, section] of read.sections.entries()) {
      const drafts: ActivityDraft[] = [];
      for (let left = section.activitiesCount; left > 0; left -= 1) {
        const draft = this.activity(await next(activities), seriesZone);
        if (draft) counts.activities += 1;
        if (draft && this.options.kept) drafts.push(draft);
        done += 1;
        if (this.turns.due) await this.turn(done);
      }
      sections.push({ content: this.section(section, index), activities: drafts });
    }
    await this.links.settle();
    return { draft: { content, archivedAt: this.archivedAt(read), sections }, counts };
  }

  private section(read: SectionHead, index: number): SectionDraft['content'] {
    const input = { title: `Section ${index + 1}` };
    return sectionContent(this.fitting(CreateSectionDto, read.line, 'the section', read.input, input));
  }

  private activity(read: ReadActivity, plannerZone: string): ActivityDraft | undefined {
    const { line } = read;
    try {
      const input = parseDto(CreateActivityDto, read.input, 'body');
      const seriesZone = read.seriesZone ?? plannerZone;
      const content = activityContent(this.open(input, line), { ...this.moment, seriesZone });
      return this.whole(read, content);
    } catch (error) {
      const found = problemsOf(error);
      this.tell(line, 'the activity', found);
      // What repeats by a rule that we do not take is still something to do.
      if (!('recurrence' in read.input) || !found.every(({ field }) => field.startsWith('recurrence')))
        return undefined;
      const { recurrence: _left, ...once } = read.input;
      return this.activity({ ...read, input: once, exceptions: [] }, plannerZone);
    }
  }

  /** As the API has it: what recurs begins open, as its completion makes the next. */
  private open(input: CreateActivityDto, line: number): CreateActivityDto {
    if (!input.recurrence || input.status !== 'completed') return input;
    this.problems.add(line, 'what is completed does not repeat: its repetition was left out');
    const { recurrence: _left, ...once } = input;
    return once;
  }

  private whole(read: ReadActivity, content: Omit<ActivityDraft, 'id' | 'parts'>): ActivityDraft {
    const { restored, line } = read;
    const parts = new ActivityParts(read, this.moment.timeZone, this.problems);
    const completedAt =
      content.status === 'completed' ? (this.time(read.completedAt, line) ?? content.completedAt) : null;
    const id = newId();
    const draft: ActivityDraft = {
      ...{ ...content, completedAt },
      ...(restored
        ? { metadata: restored.metadata, assignees: restored.assigned ? [this.moment.userId] : [] }
        : {}),
      id,
    };
    const [recurrence, series] = restored?.series
      ? parts.restoredSeries(this.links)
      : [draft.recurrence, draft.series];
    const whole = { ...draft, recurrence, series };
    const drafted = { ...whole, parts: parts.of(whole) };
    const { blockedBy } = drafted;
    this.links.add(read, this.options.kept ? drafted : { id, blockedBy, series });
    return drafted;
  }

  private time(text: string | null | undefined, line: number): string | null {
    if (typeof text !== 'string') return null;
    try {
      return instant(text, this.moment.timeZone, 'completedAt');
    } catch (error) {
      this.tell(line, 'the activity', problemsOf(error));
      return null;
    }
  }

  private archivedAt({ archivedAt, line }: ReadHead): string | null {
    return typeof archivedAt === 'string' ? this.time(archivedAt, line) : null;
  }

  /** The input without those of its fields that the API would refuse. */
  private fitting<T extends object>(
    type: new () => T,
    line: number,
    what: string,
    input: Record<string, unknown>,
    fallback: Record<string, unknown>,
  ): T {
    try {
      return parseDto(type, input, 'body');
    } catch (error) {
      const found = problemsOf(error);
      this.tell(line, what, found);
      const wrong = new Set(found.map(({ field }) => field.split(/[.[]/)[0]));
      const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !wrong.has(name)));
      return parseDto(type, { ...fallback, ...rest }, 'body');
    }
  }

  private tell(line: number, what: string, found: readonly FieldProblem[]): void {
    for (const { message } of found.slice(0, 5)) this.problems.add(line, `${what}: ${message}`);
  }

  private async turn(done: number): Promise<void> {
    await this.options.onActivity?.(done);
    await this.turns.pass();
  }
}

async function next(activities: Reading['activities']): Promise<ReadActivity> {
  const { done, value } = await activities.next();
  // Whoever has sent the file is gone.
  if (done === true) throw new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', 'The import was broken off');
  return value;
}
