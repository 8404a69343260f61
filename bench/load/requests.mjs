/** The requests of W1, W2 and W3, alike for both servers, and those of W7 and W9, which only the API knows. */

/** About 300 bytes, as a person with a full day would write it. */
export function newActivity(number) {
  return {
    title: `Call the printer about the proofs, no. ${number}`,
    description:
      'Ask for the **delivery date**, the price of a second run and whether the paper is in stock.',
    type: 'task',
    priority: 'high',
    dueDate: '2026-12-03T16:30:00.000Z',
    tags: ['print', 'phone'],
    metadata: { estimatedDuration: 25, difficulty: 2, energyLevel: 3 },
  };
}

/**
 * The requests that one connection sends in turn. Each connection has callers of its own, so that all callers take
 * part and no two connections write to one planner.
 * @param since of W7: the number after which each caller has 1,000 changes
 * @param side 'real' or 'bare': writes of the two go to different planners
 */
export function requestsOf(workload, { callers, side, keyed, since }) {
  return callers.flatMap((caller, index) => {
    const headers = { authorization: `Bearer ${caller.token}` };
    if (workload === 'w1') return [{ method: 'GET', path: '/api/v1/planners?limit=20', headers }];
    if (workload === 'w3') return [{ method: 'GET', path: `/api/v1/planners/${caller.reading}`, headers }];
    if (workload === 'w7')
      return [{ method: 'GET', path: `/api/v1/sync?limit=1000&since=${since}`, headers }];
    headers['content-type'] = 'application/json';
    if (workload === 'w9') return [newBatch(caller, headers)];
    if (keyed) headers['idempotency-key'] = 'bench-[<id>]';
    return caller.writing[side].map((section) => ({
      method: 'POST',
      path: `/api/v1/sections/${section}/activities`,
      headers,
      body: JSON.stringify(newActivity(index)),
    }));
  });
}

/** A hundred creations in one section. */
export function newBatch({ writing }, headers) {
  const operations = Array.from({ length: 100 }, (_, number) => ({
    op: 'create',
    data: newActivity(number),
  }));
  return {
    method: 'POST',
    path: `/api/v1/sections/${writing.real[0]}/activities/batch`,
    headers,
    body: JSON.stringify({ operations }),
  };
}

/** Deals the callers out to so many connections. */
export function deal(callers, connections) {
  const hands = Array.from({ length: connections }, () => []);
  callers.forEach((caller, index) => hands[index % connections].push(caller));
  return hands;
}
