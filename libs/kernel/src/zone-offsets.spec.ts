import * as fc from 'fast-check';
import { dayAt, zoneOffsets } from './zone-offsets';

const NOW = new Date('2026-03-01T12:00:00Z');
const ZONES = [
  'UTC',
  'Europe/Vienna',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

describe('the offsets of a time zone', () => {
  it('change when the clocks do', () => {
    expect(zoneOffsets('UTC', NOW)).toEqual([{ from: -Infinity, seconds: 0 }]);
    const changes = zoneOffsets('Europe/Vienna', NOW);
    expect(changes).toContainEqual({ from: Date.parse('2025-03-30T01:00:00Z'), seconds: 7200 });
    expect(changes).toContainEqual({ from: Date.parse('2026-10-25T01:00:00Z'), seconds: 3600 });
  });

  it('are those of UTC where the runtime knows no such zone', () => {
    for (const unknown of ['Mars/Olympus', ''])
      expect(zoneOffsets(unknown, NOW)).toEqual(zoneOffsets('UTC', NOW));
  });

  it('give the day that a calendar of the zone shows', () => {
    const instants = fc.date({
      min: new Date(0),
      max: new Date('2026-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (timeZone, instant) => {
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
        expect(dayAt(zoneOffsets(timeZone, NOW), instant)).toBe(shown);
      }),
    );
  });
});
