/** Makes the data set of fill.sql in an empty, migrated database, and tells the load which rows are whose. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcrypt';
import { projectRoot } from '../../scripts/services/index.mjs';
import { tokenMaker } from './tokens.mjs';

const { Client } = createRequire(`${projectRoot}/package.json`)('pg');

/** Longer than any run: the bench measures requests, and not how tokens are renewed. */
const TOKEN_SECONDS = 4 * 3600;
const PASSWORD = 'Bench-mark-of-2026';
const BCRYPT_ROUNDS = 12;

/**
 * Fills the database and writes the fixtures of the load to `fixturesFile`; `index` makes what the search looks through.
 * Gives the number of rows of each table.
 */
export async function fillDatabase({ databaseUrl, jwtSecret, fixturesFile, index = () => undefined }) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sql = readFileSync(fileURLToPath(new URL('fill.sql', import.meta.url)), 'utf8');
    const hash = await bcrypt.hash(PASSWORD, BCRYPT_ROUNDS);
    await client.query(sql.replace(":'password_hash'", client.escapeLiteral(hash)));
    const fixtures = await readFixtures(client, tokenMaker(jwtSecret, TOKEN_SECONDS));
    await client.query('DROP SCHEMA bench CASCADE');
    await index();
    await client.query('VACUUM ANALYZE');
    writeFileSync(fixturesFile, JSON.stringify(fixtures), { mode: 0o600 });
    return await countRows(client);
  } finally {
    await client.end();
  }
}

async function readFixtures(client, token) {
  const rows = async (text) => (await client.query(text)).rows;
  const roles = Object.fromEntries(
    (await rows('SELECT name, permissions FROM roles')).map(({ name, permissions }) => [name, permissions]),
  );
  const signedIn = (person) =>
    token({
      userId: person.id,
      sessionId: person.session_id,
      email: person.email,
      role: person.tier,
      permissions: roles[person.tier],
    });
  const people = await rows(
    `SELECT person.*, email, tier FROM bench.people AS person JOIN users USING (id) ORDER BY no`,
  );
  const planners = await rows(
    `SELECT planner.owner_no, planner.place, planner.id, array_agg(section.id ORDER BY number) AS sections,
            (SELECT id FROM activities WHERE planner_id = planner.id ORDER BY position LIMIT 1) AS activity
       FROM bench.planners AS planner JOIN bench.sections AS section ON section.planner_id = planner.id
      WHERE (planner.caller OR planner.owner_no = 5001) AND planner.place <= 4
      GROUP BY planner.owner_no, planner.place, planner.id`,
  );
  const planner = new Map(planners.map((row) => [`${row.owner_no}/${row.place}`, row]));
  const callers = people
    .filter((person) => person.caller)
    .map((person) => ({
      userId: person.id,
      token: signedIn(person),
      reading: planner.get(`${person.no}/1`).id,
      writing: {
        real: planner.get(`${person.no}/2`).sections,
        bare: planner.get(`${person.no}/3`).sections,
      },
    }));
  const room = (number) => {
    const { id, activity } = planner.get(`${number}/4`);
    return { plannerId: id, activityId: activity, token: callers[number - 1].token };
  };
  return {
    callers,
    keeper: {
      token: signedIn(people.find((person) => person.keeper)),
      reading: planner.get('5001/1').id,
    },
    rooms: { real: room(1), bare: room(2) },
    members: people.filter((person) => person.member).map((person) => ({ token: signedIn(person) })),
    signIn: {
      password: PASSWORD,
      emails: people.filter(({ no }) => no > 1000 && no <= 1300).map(({ email }) => email),
    },
  };
}

async function countRows(client) {
  const counts = {};
  for (const table of ['users', 'planners', 'sections', 'activities']) {
    const { rows } = await client.query(`SELECT count(*)::integer AS count FROM ${table}`);
    counts[table] = rows[0].count;
  }
  return counts;
}
