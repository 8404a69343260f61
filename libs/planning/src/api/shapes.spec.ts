import { domainEvents } from '@almanac/contracts';
import { containing, fieldsOf, type DtoClass } from '@almanac/platform';
import { ActivityDto } from './activity.dto';
import { PlannerDto } from './planner.dto';
import { PlanDto } from './plans/plan.dto';
import { SectionDto } from './section.dto';
import { OutsideActivityDto, OutsidePlannerDto, OutsideSectionDto } from './sharing/sharing.dto';
import { limitParameters } from '../infrastructure/sql/limits.sql';
import { activityColumns, plannerColumns, sectionColumns } from '../infrastructure/sql/columns.sql';
import { outsidePlannerColumns, outsideSections } from '../infrastructure/sharing/outside.sql';
import { planColumns, standingColumns } from '../infrastructure/plans/plan.sql';
import { createOne } from '../infrastructure/sql/create-activity.sql';

const aliases = (sql: string) => [...sql.matchAll(/AS "(\w+)"/g)].map(([, name]) => name);
const names = (type: DtoClass) => [...fieldsOf(type).keys()];

describe('what SQL shows and what the document says', () => {
  test('are the same fields', () => {
    expect(aliases(activityColumns('a')).sort()).toEqual(names(ActivityDto).sort());
    expect(aliases(sectionColumns('s')).sort()).toEqual(names(SectionDto).sort());
    expect([...aliases(plannerColumns('p', 't')), 'role', 'readOnly'].sort()).toEqual(
      names(PlannerDto).sort(),
    );
  });

  test('are the same fields of plans', () => {
    const shown = [planColumns('p'), standingColumns('p', '$1', limitParameters(2))].flatMap(aliases);
    expect(shown.sort()).toEqual(names(PlanDto).sort());
  });

  test('are the same fields for people without an account, and name nobody', () => {
    const inSections = [...names(OutsideSectionDto), ...names(OutsideActivityDto)];
    expect(aliases(outsidePlannerColumns('p', 't')).sort()).toEqual(names(OutsidePlannerDto).sort());
    expect(aliases(outsideSections).sort()).toEqual(inSections.sort());
    expect(
      [...names(OutsidePlannerDto), ...inSections].filter((name) => /user|owner|By$/i.test(name)),
    ).toEqual([]);
  });

  test('instants are named so that they are written in UTC', () => {
    const instants = [...activityColumns('a'), ...plannerColumns('p', 't')].join('');
    const named = [...instants.matchAll(/\.(\w+_(?:at|date)) AS "(\w+)"/g)].map(([, , name]) => name ?? '');
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(name).toMatch(/(At|Date)$|^lastActivity$/);
  });

  test('the hot path writes the event by its contract', () => {
    const name = /'(activity\.created)'/.exec(createOne.text)?.[1];
    expect(name && Object.keys(domainEvents)).toContain(name);
  });

  test('what is searched for stands for itself', () => {
    expect(containing('50%_a\\b')).toBe('%50\\%\\_a\\\\b%');
  });
});
