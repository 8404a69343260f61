import { newId, type Id } from '@almanac/kernel';
import type { ActivityDraft } from '@almanac/planning';
import type { Problems, ReadActivity } from '../../domain/imports/reading';

/** Of an activity, as the API has it. */
const MAX_BLOCKERS = 100;

interface Linked {
  read: ReadActivity;
  draft: ActivityDraft;
}

/** What refers to what, by the keys of the file. Ids of a file are never taken: all are made anew. */
export class Links {
  private readonly byKey = new Map<string, ActivityDraft>();
  private readonly all: Linked[] = [];
  private readonly series = new Map<number, Id>();
  private readonly occurrences = new Set<string>();

  constructor(private readonly problems: Problems) {}

  add(read: ReadActivity, draft: ActivityDraft): void {
    this.all.push({ read, draft });
    if (read.key === undefined) return;
    if (this.byKey.has(read.key)) this.problems.add(read.line, `${read.key.slice(0, 50)} stands here twice`);
    else this.byKey.set(read.key, draft);
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
  settle(): void {
    for (const { read, draft } of this.all) {
      draft.blockedBy = this.blockersOf(read, draft);
      const next = read.restored?.series?.next;
      if (draft.series === null || typeof next !== 'string') continue;
      const id = this.byKey.get(next)?.id;
      if (id === undefined) this.problems.add(read.line, 'the next occurrence is not in the file');
      else if (draft.series.nextActivityId !== null) draft.series = { ...draft.series, nextActivityId: id };
    }
    this.openCircles();
  }

  private blockersOf({ blockedBy = [], line }: ReadActivity, draft: ActivityDraft): Id[] {
    const ids = new Set<Id>();
    for (const key of blockedBy) {
      const id = this.byKey.get(key)?.id;
      if (id === undefined) this.problems.add(line, `it waits for ${key.slice(0, 50)}, which is not there`);
      else if (id === draft.id) this.problems.add(line, 'it waits for itself');
      else if (ids.size < MAX_BLOCKERS) ids.add(id);
      else this.problems.add(line, `it waits for more than ${MAX_BLOCKERS} others`);
    }
    return [...ids];
  }

  /** How many each waits for, who stands behind whom, and who waits for nobody. */
  private queues(): { waiting: Map<Id, number>; freed: Map<Id, Linked[]>; free: Id[] } {
    const waiting = new Map<Id, number>();
    const freed = new Map<Id, Linked[]>();
    const free: Id[] = [];
    for (const linked of this.all) {
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
  private openCircles(): void {
    const { waiting, freed, free } = this.queues();
    for (let id = free.pop(); id !== undefined; id = free.pop()) {
      for (const { draft } of freed.get(id) ?? []) {
        const { id: behind = '' } = draft;
        const left = (waiting.get(behind) ?? 0) - 1;
        waiting.set(behind, left);
        if (left > 0) continue;
        waiting.delete(behind);
        free.push(behind);
      }
    }
    for (const { read, draft } of this.all) {
      if (!waiting.has(draft.id ?? '')) continue;
      draft.blockedBy = draft.blockedBy.filter((id) => !waiting.has(id));
      this.problems.add(read.line, 'it waits for itself in a circle: that was left out');
    }
  }
}
