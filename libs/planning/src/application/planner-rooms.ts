import { Injectable } from '@nestjs/common';
import type { Permission, Room } from '@almanac/contracts';
import { missingPermissions, type Id } from '@almanac/kernel';
import { Database, RoomPolicy, type Principal } from '@almanac/platform';
import { PlannerAccess } from './planner-access/planner-access';
import { AccessReader } from './ports/access-reader';

/** More rooms than any socket may have. */
const MOST_ROOMS = 500;
const PREFIX = 'planner:';
/** An API key may have been given less than its owner may do, and what is told has planners and activities in it. */
const ACCESS: readonly Permission[] = ['read:own-planners', 'read:own-activities'];

/** Who may hear the room of a planner: whoever may see the planner by REST, by the same policy. */
@Injectable()
export class PlannerRooms extends RoomPolicy {
  override readonly access = ACCESS;

  constructor(
    private readonly planners: PlannerAccess,
    private readonly reader: AccessReader,
    private readonly database: Database,
  ) {
    super();
  }

  override async readable(principal: Principal, rooms: readonly Room[]): Promise<ReadonlySet<Room>> {
    if (!mayHear(principal)) return new Set();
    const ids = rooms.filter((room) => room.startsWith(PREFIX)).map((room) => room.slice(PREFIX.length));
    const seen = await this.planners.canRead(principal, ids);
    const own: Room = `user:${principal.userId}`;
    return new Set([...[...seen].map(roomOf), ...(rooms.includes(own) ? [own] : [])]);
  }

  override async roomsOf(principal: Principal): Promise<Room[]> {
    if (!mayHear(principal)) return [];
    const ids = await this.reader.plannersOf(this.database, principal.userId, MOST_ROOMS);
    return ids.map(roomOf);
  }

  override async orderedRooms(rooms: readonly Room[]): Promise<ReadonlySet<Room>> {
    const ids = rooms.filter((room) => room.startsWith(PREFIX)).map((room) => room.slice(PREFIX.length));
    return new Set((await this.reader.withoutTeam(this.database, ids)).map(roomOf));
  }

  override async namesOf(userIds: readonly Id[]): Promise<ReadonlyMap<Id, string | null>> {
    return this.reader.namesOf(this.database, userIds);
  }
}

function roomOf(plannerId: Id): Room {
  return `${PREFIX}${plannerId}`;
}

function mayHear({ permissions }: Principal): boolean {
  return missingPermissions(permissions, ACCESS).length === 0;
}
