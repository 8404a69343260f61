import type {
  ActivityDocument,
  ActivityStatus,
  PlannerDocument,
  SectionDocument,
  WrittenPlanner,
} from '@almanac/exports';

export type SectionLike = { title: string; activities: readonly Partial<ActivityDocument>[] } & Partial<
  Pick<SectionDocument, 'description' | 'settings'>
>;

/** A planner as writers of exports get it, out of nothing but what is said. */
export function plannerDocument(
  sections: readonly SectionLike[],
  more: Partial<Omit<PlannerDocument, 'sections' | 'summary'>> & { takenAt?: string } = {},
): PlannerDocument {
  const { takenAt = '2026-01-25T15:30:00.000Z', ...head } = more;
  const all = sections.flatMap(({ activities }) => activities);
  const count = (status: ActivityStatus): number =>
    all.filter((one) => (one.status ?? 'pending') === status).length;
  return {
    ...{ title: 'A planner', description: null, color: null, icon: null, coverImage: null, tags: [] },
    settings: {
      ...{ isPublic: false, allowCollaboration: true, autoArchive: false, reminderEnabled: true },
      ...{ defaultView: 'list', colorScheme: 'default', timezone: null },
    },
    ...{ archivedAt: null, timeZone: 'Europe/Vienna', ownerName: 'Ada Lovelace' },
    ...head,
    summary: {
      ...{
        sections: sections.length,
        activities: all.length,
        overdue: 0,
        earliest: null,
        latest: null,
        takenAt,
      },
      completionRate: all.length === 0 ? 0 : Math.round((count('completed') / all.length) * 1000) / 10,
      byStatus: {
        ...{ pending: count('pending'), 'in-progress': count('in-progress') },
        ...{ completed: count('completed'), cancelled: count('cancelled') },
      },
    },
    sections: () => listed(sections.map(sectionDocument)),
  };
}

function sectionDocument(section: SectionLike, index: number): SectionDocument {
  const { title, activities, description = null, settings } = section;
  return {
    ...{ index, title, description, type: 'tasks' },
    settings: settings ?? { collapsed: false, color: null, icon: null },
    activitiesCount: activities.length,
    completedCount: activities.filter(({ status }) => status === 'completed').length,
    activities: () =>
      listed(activities.map((one, place) => activityDocument(one, { section: index, activity: place }))),
  };
}

function activityDocument(
  more: Partial<ActivityDocument>,
  place: ActivityDocument['place'],
): ActivityDocument {
  return {
    ...{ uid: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03', place, title: 'An activity', description: null },
    ...{ type: 'task', status: 'pending', priority: 'medium', completedAt: null, tags: [], dueDate: null },
    ...{ startDate: null, endDate: null, assignees: [], checklist: [], blockedBy: [], reminders: [] },
    ...{ metadata: {}, location: null, recurrence: null, series: null, suggestions: [], commentsCount: 0 },
    comments: () => listed([]),
    ...more,
  };
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

/** The whole of a written file. */
export async function bytesOf({ content }: WrittenPlanner): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
