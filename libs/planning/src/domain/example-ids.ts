/**
 * Ids and times that stand in the examples of the API document, and in the example planner that `npm start` makes,
 * so that every example works as it stands.
 */
export const PLANNER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
export const SECTION_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02';
export const ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b03';
export const OTHER_ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b04';
/** Of an activity that lies in the trash. */
export const TRASHED_ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b05';
export const CHECKLIST_ITEM_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b81';
/** Of a file; the files feature has the same. */
export const FILE_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4c01';
export const COMMENT_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b82';
export const REMINDER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b83';
export const FILTER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b84';
export const TEMPLATE_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b93';
export const USER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
export const TEAM_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b51';
/** Somebody else, with whom the example planner is shared; the example data on accounts has them. */
export const COLLABORATOR_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b41';
/** Of a second planner, which is public. */
export const PUBLIC_PLANNER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b92';
export const EVENT_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b21';
export const PLAN_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b91';
/** Of a second plan, which is handed on. */
export const OTHER_PLAN_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b94';
/** Of an activity that repeats every week, and two of its occurrences. */
export const RECURRING_ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b86';
export const OCCURRENCE = '2026-01-25T15:30:00.000Z';
export const NEXT_OCCURRENCE = '2026-02-01T15:30:00.000Z';
/** Of an activity whose creation can be undone, and of that creation. */
export const UNDONE_ACTIVITY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b06';
export const OPERATION_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b22';
export const TIME = '2026-01-25T15:30:00.000Z';
export const LATER = '2026-01-28T17:00:00.000Z';

/** The largest version and count there can be. */
export const MAX_INT = 2 ** 31 - 1;
