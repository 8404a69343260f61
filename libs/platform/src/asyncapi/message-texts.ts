import type { answers, ClientMessageName, ServerMessageName } from '@almanac/contracts';

/** What each message is for, in a sentence. One that is not here is told by its name. */
type Texts<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export const serverTexts: Texts<ServerMessageName> = {
  'planner:created': 'A planner has come into being; to its owner, or the members of its team.',
  'planner:updated': 'Fields of a planner have changed.',
  'planner:deleted': 'A planner was put into the trash.',
  'planner:restored': 'A planner was taken out of the trash.',
  'planner:left': 'This planner is open to you no longer; to your own sockets.',
  'collaborator:joined': 'Somebody has joined a planner.',
  'collaborator:updated': 'The role of somebody has changed.',
  'collaborator:left': 'Somebody has left a planner, or was taken off it.',
  'section:created': 'A section was made.',
  'section:updated': 'A section has changed, or the order of sections has.',
  'section:deleted': 'A section was deleted, with what is in it.',
  'activity:created': 'An activity was made.',
  'activity:updated': 'Fields of an activity have changed.',
  'activity:moved': 'An activity stands in another place.',
  'activity:deleted': 'An activity was put into the trash.',
  'activity:restored': 'An activity was taken out of the trash.',
  'comment:created': 'Somebody said something about an activity.',
  'comment:updated': 'A comment was edited.',
  'comment:deleted': 'A comment was deleted.',
  'plan:created': 'A plan was made; to those who may see it.',
  'plan:updated': 'A plan has changed.',
  'plan:deleted': 'A plan was put into the trash.',
  'plan:restored': 'A plan was taken out of the trash.',
  'plan:member-joined': 'Somebody works on a plan now.',
  'plan:member-updated': 'The role of somebody on a plan has changed.',
  'plan:member-left': 'Somebody works on a plan no longer.',
  presence: 'Who looks at the planner now: always the whole list, a hundred of them by name. Not kept.',
  'cursor-position': 'Where somebody is. Not kept; on Socket.IO the body is flat.',
  typing: 'Somebody begins or stops writing. Not kept.',
  'session:revoked': 'Your sign-in has ended; the connection is closed after it.',
};

export const clientTexts: Texts<ClientMessageName | 'auth'> = {
  auth: 'Signs in, within 10 seconds, or brings a new token for the same user.',
  authenticate: 'The same on Socket.IO, where the handshake brought no token.',
  'join-planner': 'Enters the room of a planner, and shows you there as present.',
  'leave-planner': 'Leaves it; the only one that is joined, where none is named.',
  subscribe: 'Enters several rooms: `planner:<id>`, `user:<id>` (your own).',
  unsubscribe: 'Leaves them.',
  presence: 'Says whether you are active or away; the answer names who is there.',
  'cursor-position': 'Tells the others where you are: any JSON of at most 1 KiB.',
  typing: 'Tells the others that you write, or have stopped.',
  'activity-created': 'A hint, answered and not believed: others hear what is in the database.',
  'activity-updated': 'A hint, as above.',
  ping: 'Asks whether the server is there.',
};

export const answerTexts: Texts<keyof typeof answers> = {
  'auth:ok': 'You are signed in as this user until then.',
  ack: 'It was done; `id` is that of your message.',
  pong: 'The answer to `ping`.',
  error: 'It was refused, in the form of REST; `id` is that of your message, if one was at fault.',
};
