#!/usr/bin/env node
/**
 * `node scripts/check-exports.mjs file.pdf file.ics …`: what programs that have not written them say of files that were
 * exported: Poppler and qpdf of PDFs, Python's icalendar of calendars. Each that is not installed is passed over, and said
 * so; a file that none of them has looked at is not well.
 */
import { spawnSync } from 'node:child_process';
import { extname } from 'node:path';

const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
const answers = (program, ...args) => run(program, ...args).status === 0;

/**
 * Reads the calendar strictly, asks each component for the errors that the parser has passed over, for what RFC 5545
 * wants of it, and for the zones that its times name; and works rules out once, by their own library.
 */
const CALENDAR = `
import sys
from icalendar import Calendar
with open(sys.argv[1], 'rb') as file:
    content = file.read()
if b'\\n' in content.replace(b'\\r\\n', b''):
    print('a line ends without CR LF')
for line in content.split(b'\\r\\n'):
    if len(line) > 75:
        print('a line has more than 75 octets: %r' % line[:40])
calendar = Calendar.from_ical(content)
for name in ('version', 'prodid'):
    if name not in calendar:
        print('the calendar has no %s' % name)
zones = {str(zone['tzid']) for zone in calendar.walk('VTIMEZONE')}
count = 0
for part in calendar.walk():
    for error in part.errors:
        print('%s: %s' % (part.name, error))
    if part.name in ('VEVENT', 'VTODO'):
        count += 1
        for name in ('uid', 'dtstamp'):
            if name not in part:
                print('%s without %s' % (part.name, name))
        if part.name == 'VEVENT' and 'dtstart' not in part:
            print('an event without a beginning: %s' % part.get('uid'))
        begin, end = part.get('dtstart'), part.get('dtend') or part.get('due')
        if begin is not None and end is not None and end.dt <= begin.dt:
            print('%s ends before it has begun' % part.get('uid'))
        if 'rrule' in part and 'dtstart' in part:
            from dateutil.rrule import rrulestr
            rule = part['rrule'].to_ical().decode()
            moment = part['dtstart'].dt
            next(iter(rrulestr(rule, dtstart=moment)), None) or print('%s never comes: %s' % (part.get('uid'), rule))
    for name, value in part.property_items(recursive=False):
        zone = getattr(value, 'params', {}).get('tzid')
        if zone is not None and zone not in zones:
            print('%s of %s names %s, which is not defined' % (name, part.name, zone))
print('# %d' % count)
`;

/** The one that has the library: of several, Debian's packages are of its own. */
const python = ['python3', '/usr/bin/python3'].find((one) =>
  answers(one, '-c', 'import icalendar, dateutil'),
);

const checkers = {
  '.pdf': [
    { name: 'qpdf', there: answers('qpdf', '--version'), problems: byQpdf },
    { name: 'Poppler', there: answers('pdffonts', '-v'), problems: byPoppler },
  ],
  '.ics': [
    {
      name: 'python3-icalendar',
      there: python !== undefined,
      problems: byIcalendar,
    },
  ],
};

function byQpdf(file) {
  const { status, stdout, stderr } = run('qpdf', '--check', file);
  return status === 0 ? [] : [`qpdf: ${stdout}${stderr}`];
}

function byPoppler(file) {
  const found = [];
  const { status, stdout, stderr } = run('pdffonts', file);
  const fonts = stdout.split('\n').slice(2).filter(Boolean);
  if (status !== 0 || stderr !== '') found.push(`pdffonts: ${stderr}`);
  for (const font of fonts)
    if (!/ yes yes yes +\d+ +\d+$/.test(font)) found.push(`not embedded or not readable: ${font}`);
  const text = run('pdftotext', file, '-');
  if (text.status !== 0 || text.stderr !== '' || text.stdout.trim() === '')
    found.push(`pdftotext: ${text.stderr || 'no text'}`);
  if (!/^Tagged: +yes$/m.test(run('pdfinfo', file).stdout)) found.push('pdfinfo: not tagged');
  // Whatever it draws, it can draw.
  const drawn = run('pdftoppm', '-r', '20', '-gray', file);
  if (drawn.status !== 0 || drawn.stderr !== '') found.push(`pdftoppm: ${drawn.stderr}`);
  return found;
}

function byIcalendar(file) {
  const { status, stdout, stderr } = run(python, '-c', CALENDAR, file);
  if (status !== 0) return [`icalendar: ${stderr.trim().split('\n').at(-1)}`];
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => `icalendar: ${line}`);
}

for (const { name, there } of Object.values(checkers).flat()) {
  if (!there) process.stderr.write(`${name} is not installed; its checks are left out.\n`);
}
for (const file of process.argv.slice(2)) {
  const able = (checkers[extname(file)] ?? []).filter(({ there }) => there);
  const found = able.flatMap(({ problems }) => problems(file));
  if (able.length === 0) found.push('nobody here knows such files');
  process.stdout.write(`${found.length === 0 ? 'well' : 'bad'}  ${file}\n`);
  for (const problem of found) process.stdout.write(`      ${problem}\n`);
  if (found.length > 0) process.exitCode = 1;
}
