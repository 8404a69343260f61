import { changesBetween } from './changes';
import { defaultSettings, needsManager, patchPlanner, plannerContent, titleOfCopy } from './planner';
import { requireVersion } from './refusals';
import { canBeRestored, purgeBefore } from './retention';
import { allows, rolesFor, roles, type Intent } from './role';
import { patchSection, sectionContent } from './section';
import { endOfRange } from './time-range';

describe('planners and sections', () => {
  test('what is left out of the settings takes its default, in a patch it keeps its value', () => {
    const made = plannerContent({ title: ' T ', settings: { isPublic: true, timezone: 'Asia/Tokyo' } });
    expect(made.title).toBe('T');
    expect(made.settings).toEqual({ ...defaultSettings, isPublic: true, timezone: 'Asia/Tokyo' });
    const patched = patchPlanner(made, { settings: { timezone: null, autoArchive: true }, tags: null });
    expect(patched.settings).toEqual({ ...defaultSettings, isPublic: true, autoArchive: true });
    expect(patched.tags).toEqual([]);
    const changes = changesBetween({ ...made }, { ...patched });
    expect(changes.map(({ field }) => field)).toEqual(['settings.autoArchive', 'settings.timezone']);
  });

  test('which fields are for managers', () => {
    expect(needsManager(['title', 'description', 'color', 'tags'])).toBe(false);
    for (const field of ['settings.isPublic', 'icon', 'coverImage'])
      expect(needsManager(['title', field])).toBe(true);
  });

  test('sections', () => {
    const made = sectionContent({ title: 'S', settings: { color: '#123456' } });
    expect(made).toMatchObject({
      type: 'tasks',
      settings: { collapsed: false, color: '#123456', icon: null },
    });
    expect(patchSection(made, { settings: { color: null } }).settings.color).toBeNull();
    expect(patchSection(made, { title: ' N ', type: 'goals' })).toMatchObject({ title: 'N', type: 'goals' });
  });

  test('the title of a copy fits', () => {
    expect(titleOfCopy('Plan')).toBe('Plan (copy)');
    expect([...titleOfCopy('é'.repeat(200))]).toHaveLength(200);
  });
});

describe('roles', () => {
  const matrix: Record<Intent, string[]> = {
    read: ['viewer', 'editor', 'admin', 'owner'],
    comment: ['viewer', 'editor', 'admin', 'owner'],
    write: ['editor', 'admin', 'owner'],
    oversee: ['admin', 'owner'],
    manage: ['admin', 'owner'],
    own: ['owner'],
  };

  test.each(Object.entries(matrix))('%s is for %j', (intent, allowed) => {
    expect(roles.filter((role) => allows(role, intent as Intent))).toEqual(allowed);
    expect(allows(null, intent as Intent)).toBe(false);
    expect(rolesFor(intent as Intent)).toEqual(allowed);
  });
});

describe('versions and times', () => {
  test('header and body must both name the version, where they are there', () => {
    expect(() => requireVersion(2, {})).not.toThrow();
    expect(() => requireVersion(2, { header: [1, 2], body: 2 })).not.toThrow();
    for (const expected of [{ header: [1] }, { header: [] }, { body: 1 }, { header: [2], body: 3 }]) {
      expect(() => requireVersion(2, expected)).toThrow('changed since you read it');
    }
  });

  test('thirty days', () => {
    const now = new Date('2026-03-31T00:00:00Z');
    expect(canBeRestored('2026-03-01T00:00:00.001Z', now)).toBe(true);
    expect(canBeRestored('2026-03-01T00:00:00.000Z', now)).toBe(false);
    expect(purgeBefore(now).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  });

  test('a day as the end of a range is the whole of it, also where it has 23 or 25 hours', () => {
    expect(endOfRange('2026-03-29', 'Europe/Vienna', 'x')).toBe('2026-03-29T21:59:59.999Z');
    expect(endOfRange('2026-10-25', 'Europe/Vienna', 'x')).toBe('2026-10-25T22:59:59.999Z');
    expect(endOfRange('2026-10-25T10:00Z', 'Europe/Vienna', 'x')).toBe('2026-10-25T10:00:00.000Z');
  });
});
