import fc from 'fast-check';
import {
  accountRule,
  addressRule,
  admit,
  openGuard,
  recordFailure,
  recordSuccess,
  release,
  type GuardState,
} from './sign-in-guard';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

function enter(state: GuardState, rule = accountRule, now = at(0)): GuardState {
  const admission = admit(state, rule, now);
  if (admission.kind !== 'admitted') throw new Error(admission.kind);
  return admission.state;
}

function failures(count: number, rule = accountRule, now = at(0)): GuardState {
  let state = openGuard;
  for (let failure = 0; failure < count; failure += 1)
    state = recordFailure(enter(state, rule, now), rule, now);
  return state;
}

describe('the guard of sign-in', () => {
  it('lets five failures through and locks for fifteen minutes from the last', () => {
    const locked = failures(5);
    expect(admit(locked, accountRule, at(0))).toEqual({ kind: 'closed', retryAfter: 900 });
    expect(admit(locked, accountRule, at(899.5))).toEqual({ kind: 'closed', retryAfter: 1 });
    expect(admit(locked, accountRule, at(900)).kind).toBe('admitted');
    expect(failures(4).failures).toBe(4);
    expect(admit(failures(4), accountRule, at(1)).kind).toBe('admitted');
  });

  it('lets five attempts in at once; the sixth waits', () => {
    let state = openGuard;
    for (let place = 0; place < 5; place += 1) state = enter(state);
    expect(admit(state, accountRule, at(1))).toEqual({ kind: 'busy' });
    expect(admit(recordSuccess(state, accountRule, at(1)), accountRule, at(1)).kind).toBe('admitted');
    expect(admit(recordFailure(state, accountRule, at(1)), accountRule, at(1))).toEqual({ kind: 'busy' });
  });

  it('forgets places of a process that died', () => {
    let state = openGuard;
    for (let place = 0; place < 5; place += 1) state = enter(state);
    expect(admit(state, accountRule, at(61)).kind).toBe('admitted');
  });

  it('forgives an account at a success, but not an address', () => {
    expect(recordSuccess(enter(failures(4)), accountRule, at(1))).toEqual(openGuard);
    const address = recordSuccess(enter(failures(29, addressRule), addressRule), addressRule, at(1));
    expect(address.failures).toBe(29);
  });

  it('counts an address in one window, however long it goes on', () => {
    const late = recordFailure(enter(failures(29, addressRule), addressRule, at(890)), addressRule, at(890));
    expect(admit(late, addressRule, at(890))).toEqual({ kind: 'closed', retryAfter: 10 });
    expect(admit(late, addressRule, at(900)).kind).toBe('admitted');
  });

  it('never lets places and failures exceed the limit, whatever happens in whatever order', () => {
    const steps = fc.array(
      fc.record({
        what: fc.constantFrom('enter', 'fail', 'succeed', 'leave'),
        wait: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        let state = openGuard;
        let inside = 0;
        let time = 0;
        for (const { what, wait } of list) {
          time += wait / 100;
          const now = at(time);
          if (what === 'enter') {
            const admission = admit(state, accountRule, now);
            if (admission.kind === 'admitted') {
              state = admission.state;
              inside += 1;
            } else expect(state.failures + inside).toBeGreaterThanOrEqual(accountRule.limit);
          } else if (inside > 0) {
            inside -= 1;
            if (what === 'fail') state = recordFailure(state, accountRule, now);
            else if (what === 'succeed') state = recordSuccess(state, accountRule, now);
            else state = release(state, now);
          }
          expect(state.pending).toBe(inside);
          expect(state.failures + state.pending).toBeLessThanOrEqual(accountRule.limit);
        }
      }),
    );
  });
});
