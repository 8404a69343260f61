import type { Type } from '@nestjs/common';
import type { EndpointOptions } from '@almanac/platform';
import type { SharedType } from '../../domain/sharing/shared';
import { CollaboratorEntryDto } from './sharing.dto';

/** What differs between the kinds of things that are shared by name; all else is the same. */
export interface SharedWords {
  type: SharedType;
  /** Part of the names of operations. */
  noun: string;
  thing: Type;
  example: string;
  /** Of one that may be handed on without others' examples losing it. */
  handedOn: string;
  closed: string;
  limit: string;
}

export const INVITATION_TAKEN_BACK = 'Invitation taken back';
export const takenOff = (type: SharedType): string => `Taken off the ${type}`;

/** What the API document says of the routes of collaborators. */
export function collaboratorEndpoints({ type, noun, thing, closed, limit }: SharedWords) {
  const collaborator = type === 'planner' ? 'Collaborator' : `${noun}Collaborator`;
  const read = [`read:own-${type}s`] as const;
  const write = [`write:own-${type}s`] as const;
  // A planner may be read-only. `If-Match` is held against what is shared.
  const closedFor = type === 'planner' ? (['MAX_PLANNERS_REACHED'] as const) : [];
  return {
    list: {
      id: `list${collaborator}s`,
      summary: `List the collaborators of a ${type}`,
      description:
        'Those on it by name; admins and the owner also see addresses and open invitations. Members of the team that owns it are at `GET /teams/{id}/members`.',
      access: read,
      list: { name: 'collaborators', of: CollaboratorEntryDto },
    },
    invite: {
      id: `invite${collaborator}`,
      summary: `Invite somebody to a ${type}`,
      description: `For its admins and its owner. The address gets a mail with a link that is good for 14 days and for one use, by whoever has a verified account with that address (\`POST /invitations/{invitation}/accept\`). Until then they are \`pending\`; inviting again replaces the open invitation. How many collaborators there may be, open invitations included, goes by the tier of the ${type}’s owner (403 \`MAX_COLLABORATORS_REACHED\`); to be invited costs nothing. 409 \`ALREADY_EXISTS\`: they are on it.${closed}`,
      message: 'Invitation sent',
      access: write,
      operation: true,
      data: CollaboratorEntryDto,
      status: 201,
      errors: [
        'ALREADY_EXISTS',
        'MAX_COLLABORATORS_REACHED',
        'RATE_LIMIT_EXCEEDED',
        'PRECONDITION_FAILED',
        ...closedFor,
      ],
    },
    setRole: {
      id: `update${collaborator}`,
      summary: `Change the role of a collaborator${type === 'planner' ? '' : ` of a ${type}`}`,
      description:
        'For admins and the owner. Counts from the next request on. The owner is no collaborator (409 with `reason: "owner"`); an open invitation is changed by inviting again.',
      message: 'Role changed',
      access: write,
      operation: true,
      data: CollaboratorEntryDto,
      errors: ['CONFLICT', 'PRECONDITION_FAILED', ...closedFor],
    },
    remove: {
      id: `remove${collaborator}`,
      summary: `Remove a collaborator of a ${type}, or revoke an invitation`,
      description: `For admins and the owner; with your own id you leave, whatever your role. Takes the \`id\` of the list: of a person, or of an open invitation, whose link is dead from then on. Access ends with this very answer, at the sockets of every replica too; invitations that the person has sent go with it. What the team that owns the ${type} brings them stays.`,
      message: [takenOff(type), INVITATION_TAKEN_BACK],
      access: write,
      operation: true,
      errors: ['CONFLICT', 'PRECONDITION_FAILED'],
    },
    leave: {
      id: `leave${noun}`,
      summary: `Leave a ${type} that is shared with you`,
      description:
        'For collaborators of any role. 409 with `reason: "owner"`: transfer it first; with `reason: "not-by-name"`: you see it by a team alone.',
      message: `You have left the ${type}`,
      access: write,
      operation: true,
      errors: ['CONFLICT', 'PRECONDITION_FAILED'],
    },
    transfer: {
      id: `transfer${noun}`,
      summary: `Transfer a ${type} to a collaborator`,
      description: `For the owner, who stays on it as an admin. ${limit} 409 with \`reason: "of-a-team"\`: what a team owns stays the team’s.`,
      message: `${noun} transferred`,
      access: write,
      operation: true,
      data: thing,
      versioned: true,
      errors: ['CONFLICT', ...closedFor],
    },
  } satisfies Record<string, EndpointOptions>;
}
