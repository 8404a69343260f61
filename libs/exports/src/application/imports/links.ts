import { newId, type Id } from '@almanac/kernel';
import type { ActivityDraft } from '@almanac/planning';
import type { Problems, ReadActivity } from '../../domain/imports/reading';
import type { Turns } from '../turns';

/** Of an activity, as the API has it. */
const MAX_BLOCKERS = 100;

/** Of an activity, what others refer to, and what refers to others. */
type LinkedDraft = Pick<ActivityDraft, 'id' | 'blockedBy' | 'series'>;

interface Linked {
  line: number;
  blockers: readonly string[];
  /** The key of the next of its series. */
  next: string | null;
  draft: LinkedDraft;
}

/** What refers to what, by the keys of the file. Ids of a file are never taken: all are made anew. */
export class Links {
  private readonly byKey = new Map<string, LinkedDraft>();
  private readonly all: Linked[] = [];
  private readonly series = new Map<number, Id>();
  private readonly occurrences = new Set<string>();

  constructor(
    private readonly problems: Problems,
    private readonly turns: Turns,
  ) {}

  add({ key, line, blockedBy = [], restored }: ReadActivity, draft: LinkedDraft): void {
    this.all.push({ line, blockers: blockedBy, next: restored?.series?.next ?? null, draft });
    if (key === undefined) return;
    if (this.byKey.has(key)) this.problems.add(line, `${key.slice(0, 50)} stands here twice`);
    else this.byKey.set(key, draft);
  }

  /** The series of the file's number; undefined where it has another activity for that occurrence. */
  seriesOf(index: number, originalStart: string): Id | undefined {
    const place = `${index} ${originalStart}`;
    if (this.occurrences.has(place)) return undefined;
    this.occurrences.add(place);
    const id = this.series.get(index) ?? newId();
    this.series.set(index, id);
    return id;
  }

  /** Of an occurrence that has had its next, until that is found: it makes no other, also where that is gone. */
  lostNext(): Id {
    return newId();
  }

  /** Once all of them are there. */
  async settle(): Promise<void> {
    for (const linked of this.all) {
      if (this.turns.due) await this.turns.pass();
      linked.draft.blockedBy = this.blockersOf(linked);
      this.settleNext(linked);
    }
    await this.openCircles();
  }

  private settleNext({ line, next, draft }: Linked): void {
    if (draft.series === null || next === null) return;
    const id = this.byKey.get(next)?.id;
    if (id === undefined) this.problems.add(line, 'the next occurrence is not in the file');
    else if (draft.series.nextActivityId !== null) draft.series = { ...draft.series, nextActivityId: id };
  }

  private blockersOf({ blockers, line, draft }: Linked): Id[] {
    const ids = new Set<Id>();
    for (const key of blockers) {
      const id = this.byKey.get(key)?.id;
      if (id === undefined) this.problems.add(line, `it waits for ${key.slice(0, 50)}, which is not there`);
      else if (id === draft.id) this.problems.add(line, 'it waits for itself');
      else if (ids.size < MAX_BLOCKERS) ids.add(id);
      else this.problems.add(line, `it waits for more than ${MAX_BLOCKERS} others`);
    }
    return [...ids];
  }

  /** How many each waits for, who stands behind whom, and who waits for nobody. */
  private async queues(): Promise<{ waiting: Map<Id, number>; freed: Map<Id, Linked[]>; free: Id[] }> {
    const waiting = new Map<Id, number>();
    const freed = new Map<Id, Linked[]>();
    const free: Id[] = [];
    for (const linked of this.all) {
      if (this.turns.due) await this.turns.pass();
      const { id = '', blockedBy } = linked.draft;
      if (blockedBy.length === 0) free.push(id);
      else waiting.set(id, blockedBy.length);
      for (const blocker of blockedBy) {
        const behind = freed.get(blocker) ?? [];
        behind.push(linked);
        freed.set(blocker, behind);
      }
    }
    return { waiting, freed, free };
  }

  /** What is left once everything that waits for nothing more is taken away, again and again, is in a circle or behind one. */
  private async openCircles(): Promise<void> {
    const { waiting, freed, free } = await this.queues();
    for (let id = free.pop(); id !== undefined; id = free.pop()) {
      if (this.turns.due) await this.turns.pass();
      for (const { draft } of freed.get(id) ?? []) {
        const { id: behind = '' } = draft;
        const left = (waiting.get(behind) ?? 0) - 1;
        waiting.set(behind, left);
        if (left > 0) continue;
        waiting.delete(behind);
        free.push(behind);
      }
    }
    for (const { line, draft } of this.all) {
      if (!waiting.has(draft.id ?? '')) continue;
      draft.blockedBy = draft.blockedBy.filter((id) => !waiting.has(id));
      this.problems.add(line, 'it waits for itself in a circle: that was left out');
    }
  }
}
