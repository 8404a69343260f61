-- The data set of the bench: 5,001 people, 50,200 planners, 258,000 activities. Numbered helper tables stand in a
-- schema of their own and tell bench/data/fill.mjs which rows are whose.
--
--   people 1 … 1000     callers: tier premium, 30 planners each (all listed by W1). Planner 1 of each is read whole by
--                       W3 (3 sections × 20 activities); planners 2 and 3 take the writes of W2 (3 empty sections),
--                       one for each server
--   people 1001 … 5000  5 planners each, with one section of 4 activities, as the other planners of the callers have;
--                       every second planner of theirs is shared with two others of these people
--   people 1001 … 1300  have a password, for the sign-ins of W5
--   people 4951 … 5000  are members of the two planners that W4 changes: planner 4 of the callers 1 and 2
--   person 5001         has 200 planners with 50 activities each, in other words than everybody else's: W6 searches them

CREATE SCHEMA bench;

CREATE UNLOGGED TABLE bench.people AS
SELECT no, uuidv7() AS id, uuidv7() AS session_id, no <= 1000 AS caller, no BETWEEN 4951 AND 5000 AS member,
       no = 5001 AS keeper
  FROM generate_series(1, 5001) AS no;

CREATE UNLOGGED TABLE bench.planners AS
SELECT row_number() OVER (ORDER BY made, person.no, place) AS no, uuidv7() AS id, person.id AS owner_id,
       person.no AS owner_no, person.caller, person.keeper, place, made
  FROM bench.people AS person,
       LATERAL generate_series(1, CASE WHEN person.caller THEN 30 WHEN person.keeper THEN 200 ELSE 5 END) AS place,
       -- Spread over a year, in an order that has nothing to do with the owner.
       LATERAL (SELECT timestamptz '2026-11-01 00:00Z'
                       - make_interval(mins => (hashint4(person.no * 64 + place) & 524287)) AS made) AS moment;

CREATE UNLOGGED TABLE bench.sections AS
SELECT uuidv7() AS id, planner.id AS planner_id, planner.owner_id, planner.owner_no, planner.made, planner.place,
       planner.caller, planner.keeper, number,
       CASE WHEN planner.caller AND planner.place = 1 THEN 20
            WHEN planner.caller AND planner.place <= 3 THEN 0
            WHEN planner.keeper THEN 50
            ELSE 4 END AS activities
  FROM bench.planners AS planner,
       LATERAL generate_series(1, CASE WHEN planner.caller AND planner.place <= 3 THEN 3 ELSE 1 END) AS number;

INSERT INTO users (id, email, email_lower, email_verified, email_verified_at, display_name, tier,
                   password_hash, password_changed_at, created_at, updated_at)
SELECT id, 'person' || no || '@bench.example', 'person' || no || '@bench.example', true, '2025-10-01Z',
       'Person ' || no, CASE WHEN caller OR keeper THEN 'premium' ELSE 'free' END,
       CASE WHEN no BETWEEN 1001 AND 1300 THEN :'password_hash' END, '2025-10-01Z', '2025-10-01Z', '2025-10-01Z'
  FROM bench.people;

INSERT INTO sessions (id, user_id, method, user_agent, ip, expires_at, absolute_expires_at)
SELECT session_id, id, 'password', 'bench', '127.0.0.1', now() + interval '7 days', now() + interval '30 days'
  FROM bench.people WHERE caller OR member OR keeper;

INSERT INTO planners (id, owner_id, title, description, color, icon, tags, version, created_at, updated_at)
SELECT id, owner_id,
       (ARRAY['Launch of the spring catalogue', 'House move', 'Thesis', 'Garden through the year', 'Team week',
              'Marathon training', 'Tax papers'])[1 + no % 7] || ' ' || no,
       'What has to be done, by whom and until when; looked through each Monday with everybody who takes part.',
       '#3366' || lpad(to_hex(no % 256), 2, '0'), 'calendar', ARRAY['work', 'q' || 1 + no % 4], 1 + no % 5,
       made, made + interval '3 hours'
  FROM bench.planners ORDER BY no;

INSERT INTO sections (id, planner_id, title, description, type, position, created_at, updated_at)
SELECT id, planner_id, (ARRAY['To do', 'In hand', 'Ideas'])[number], 'Sorted by what is most pressing.',
       (ARRAY['tasks', 'tasks', 'notes'])[number], 'i' || lpad(to_hex(number), 9, '0'), made, made
  FROM bench.sections;

INSERT INTO activities (id, section_id, planner_id, user_id, title, description, type, status, priority, due_date,
                        completed_at, tags, checklist, metadata, position, version, updated_by, created_at, updated_at)
SELECT uuidv7(), section.id, section.planner_id, section.owner_id,
       CASE WHEN section.keeper THEN
         (ARRAY['Ask for', 'Prepare', 'Review', 'Send', 'Cancel', 'Order', 'Discuss'])[1 + dice % 7] || ' '
           || (ARRAY['the quarterly', 'a new', 'the missing', 'an urgent', 'our annual'])[1 + dice / 7 % 5] || ' '
           || (ARRAY['report', 'invoice', 'contract', 'budget', 'meeting', 'flight', 'presentation', 'newsletter',
                     'interview', 'inspection', 'delivery', 'catalogue', 'insurance'])[1 + dice / 35 % 13] || ' for '
           || (ARRAY['Vienna', 'Lisbon', 'Kyoto', 'Oslo', 'Nairobi', 'Lima', 'Toronto', 'Hanoi', 'Dublin', 'Quito',
                     'Tallinn'])[1 + dice / 455 % 11]
       ELSE (ARRAY['Ask for three quotes', 'Book the room', 'Write the first draft', 'Look over the budget'])[1 + turn % 4]
       END || ' (' || turn || ')',
       'Call in the morning, when the office is open, and note the **name** of whoever answers. See the list from '
         || 'last time for what was forgotten then.',
       'task', CASE WHEN turn % 4 = 0 THEN 'completed' ELSE 'pending' END,
       (ARRAY['low', 'medium', 'high', 'urgent'])[1 + turn % 4],
       section.made + make_interval(days => turn), CASE WHEN turn % 4 = 0 THEN section.made + interval '2 hours' END,
       ARRAY['phone', 'week' || turn % 5],
       CASE WHEN turn % 5 = 0 THEN jsonb_build_array(
         jsonb_build_object('id', uuidv7(), 'text', 'Find the number', 'completed', true, 'order', 0),
         jsonb_build_object('id', uuidv7(), 'text', 'Call', 'completed', false, 'order', 1)) ELSE '[]' END,
       '{"estimatedDuration": 25, "difficulty": 2}', 'i' || lpad(to_hex(16 + turn), 9, '0'), 1 + turn % 3,
       section.owner_id, section.made, section.made + interval '2 hours'
  FROM bench.sections AS section, LATERAL generate_series(1, section.activities) AS turn,
       LATERAL (SELECT hashint4(section.place * 64 + turn) & 1048575 AS dice) AS thrown;

INSERT INTO planner_stats (planner_id, sections_count, activities_count, completed_count, last_activity_at, tick)
SELECT planner.id, section.count, coalesce(activity.count, 0), coalesce(activity.completed, 0), activity.latest, 64
  FROM planners AS planner
  JOIN (SELECT planner_id, count(*) AS count FROM sections GROUP BY planner_id) AS section
    ON section.planner_id = planner.id
  LEFT JOIN (SELECT planner_id, count(*) AS count, count(*) FILTER (WHERE status = 'completed') AS completed,
                    max(updated_at) AS latest
               FROM activities GROUP BY planner_id) AS activity ON activity.planner_id = planner.id;

INSERT INTO planner_members (planner_id, user_id, role)
SELECT planner.id, person.id, 'editor'
  FROM bench.planners AS planner, bench.people AS person
 WHERE planner.owner_no <= 2 AND planner.place = 4 AND person.member;

INSERT INTO planner_members (planner_id, user_id, role)
SELECT planner.id, person.id, CASE person.no % 2 WHEN 0 THEN 'editor' ELSE 'viewer' END
  FROM bench.planners AS planner, generate_series(1, 2) AS number, bench.people AS person
 WHERE NOT planner.caller AND NOT planner.keeper AND planner.no % 2 = 0 AND person.no = 1001 + (planner.owner_no + number * 7) % 3900;
