import { created, JsonText, ok, type Answer } from '@almanac/platform';
import type { Id } from '@almanac/kernel';
import type { Written } from '../application/announcer';
import type { PlannerWritten } from '../application/planner-announcements';

/** Answers of writes: the thing, its ETag, and the operation's id, by which it can be undone. */
export function operation(operationId: Id | undefined): { headers: Record<string, string> } {
  return { headers: operationId === undefined ? {} : { 'x-operation-id': operationId } };
}

export function changed({ resource, operationId }: Written): Answer {
  return ok(resource, { etag: `v${resource.version}`, ...operation(operationId) });
}

export function made({ resource, operationId }: Written, collection: string): Answer {
  return created(resource, {
    location: `/api/v1/${collection}/${resource.id}`,
    etag: `v${resource.version}`,
    ...operation(operationId),
  });
}

/** A planner or plan that was written, with what its caller is on it: the events leave that out, as it differs for each. */
export function asSeen({ resource, role, readOnly = false, operationId }: PlannerWritten): Written {
  return { resource: { ...resource, role, readOnly }, operationId };
}

/** A list whose `data` PostgreSQL wrote. */
export async function page(data: Promise<string>): Promise<Answer> {
  return ok(new JsonText(await data));
}
