/** Somebody with planners of their own for each drill, so that none finds what another has left. */
import { randomUUID } from 'node:crypto';
import { tokenMaker } from '../data/tokens.mjs';
import { Failure } from '../../scripts/services/failure.mjs';
import { request } from './request.mjs';

const PLANNERS = 3;
const TOKEN_SECONDS = 2 * 3600;

/** Resolves to { userId, token, planners: [{ id, sections: [id, …] }] }. */
export async function seed(cluster) {
  const userId = randomUUID();
  const sessionId = randomUUID();
  const email = `${userId}@drill.example`;
  await cluster.query(
    `INSERT INTO users (id, email, email_lower, email_verified, email_verified_at, display_name, tier)
     VALUES ($1, $2, $2, true, now(), 'Drill', 'enterprise')`,
    [userId, email],
  );
  await cluster.query(
    `INSERT INTO sessions (id, user_id, method, user_agent, ip, expires_at, absolute_expires_at)
     VALUES ($1, $2, 'password', 'drill', '127.0.0.1', now() + interval '1 day', now() + interval '2 days')`,
    [sessionId, userId],
  );
  const [{ permissions }] = await cluster.query(`SELECT permissions FROM roles WHERE name = 'enterprise'`);
  const token = tokenMaker(
    cluster.stores.secrets.jwtSecret,
    TOKEN_SECONDS,
  )({ userId, sessionId, email, role: 'enterprise', permissions });
  const make = async (path, body) => {
    const answer = await request({ url: cluster.url, token, method: 'POST', path, body });
    if (answer.status !== 201)
      throw new Failure(`The drill's data were refused: ${answer.status} ${answer.text}`);
    return answer.data;
  };
  const planners = [];
  for (let number = 1; number <= PLANNERS; number += 1) {
    const planner = await make('/api/v1/planners', { title: `Drill ${number}` });
    const sections = [];
    for (const title of ['One', 'Two']) {
      sections.push((await make(`/api/v1/planners/${planner.id}/sections`, { title })).id);
    }
    planners.push({ id: planner.id, sections });
  }
  return { userId, token, planners };
}
