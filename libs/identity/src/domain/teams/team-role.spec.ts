import { teamRoles, type TeamRole } from '@almanac/contracts';
import fc from 'fast-check';
import { isAbove, leastTeamRole, refuseAbove, rolesAbove, teamAllows, type TeamIntent } from './team-role';

const role = fc.constantFrom<TeamRole>(...teamRoles);
const intent = fc.constantFrom<TeamIntent>('read', 'manage', 'own');

describe('roles in a team', () => {
  it('allow what a lesser role allows', () => {
    fc.assert(
      fc.property(role, role, intent, (one, other, wanted) => {
        fc.pre(isAbove(one, other) && teamAllows(other, wanted));
        expect(teamAllows(one, wanted)).toBe(true);
      }),
    );
  });

  it('allow with the least role, and nothing without one', () => {
    fc.assert(
      fc.property(intent, (wanted) => {
        expect(teamAllows(leastTeamRole(wanted), wanted)).toBe(true);
        expect(teamAllows(null, wanted)).toBe(false);
      }),
    );
  });

  it('give others their own at most', () => {
    fc.assert(
      fc.property(role, role, (own, touched) => {
        const refused = () => refuseAbove(own, touched);
        if (rolesAbove(own).includes(touched)) expect(refused).toThrow(`role ${touched}`);
        else expect(refused).not.toThrow();
      }),
    );
    expect(rolesAbove(null)).toEqual(teamRoles);
  });
});
