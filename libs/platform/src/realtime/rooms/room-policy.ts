import type { Permission, Room } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { Principal } from '../../context';

/** Who may hear what. The features that have the rooms implement it, with the same policy as for REST. */
export abstract class RoomPolicy {
  /** What anybody needs who is to hear anything at all. */
  abstract readonly access: readonly Permission[];

  /** Those of the rooms that the caller may hear now; of those of users, their own at most. */
  abstract readable(principal: Principal, rooms: readonly Room[]): Promise<ReadonlySet<Room>>;

  /** Every room of what the caller belongs to, most recent first; the doors take as many as a socket may have. */
  abstract roomsOf(principal: Principal): Promise<Room[]>;

  /**
   * Those of the rooms that nobody can lose but by an event of the room's own stream. Elsewhere (by leaving a team) a
   * process does not know from the stream who may still hear what it has just committed.
   */
  abstract orderedRooms(rooms: readonly Room[]): Promise<ReadonlySet<Room>>;

  /** What people are called who are in a room together; unknown ids are left out. */
  abstract namesOf(userIds: readonly Id[]): Promise<ReadonlyMap<Id, string | null>>;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ROOM = new RegExp(`^(?:planner|user):${UUID}$`);

/** The room that a client named, or undefined where there is no such kind of room. */
export function parseRoom(text: string): Room | undefined {
  const name = text.toLowerCase();
  return isRoom(name) ? name : undefined;
}

function isRoom(name: string): name is Room {
  return ROOM.test(name);
}
