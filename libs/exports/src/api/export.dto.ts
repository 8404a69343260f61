import { DateTimeField, Flag, IdField, Int, Nested, OneOf, Text, WebAddress } from '@almanac/platform';
import { PLANNER_ID } from '@almanac/planning';

const JOB_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31';

/** What an export that is ready answers with, and what its job has as `result`. */
export class ExportDto {
  @WebAddress({
    example: `http://localhost:3000/api/v1/downloads/${JOB_ID}?expires=1769441400&signature=S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190`,
    description: 'Needs no other credentials: keep it to yourself.',
  })
  downloadUrl!: string;

  @DateTimeField({ example: '2026-01-26T15:30:00.000Z', description: 'A day later the file is gone.' })
  expiresAt!: string;

  @Int({ min: 0, max: Number.MAX_SAFE_INTEGER, example: 18_204, description: 'In bytes.' })
  fileSize!: number;

  @Int({ min: 0, max: 2 ** 31 - 1, optional: true, example: 12, description: 'Of what has pages.' })
  pages?: number;
}

/** What an export answers with that is still being made. */
export class ExportJobDto {
  @IdField({ example: JOB_ID, description: 'Follow it at `/jobs/{id}`.' })
  jobId!: string;

  @Text({ max: 50, example: 'export-json' })
  type!: string;

  @OneOf(['queued'], { example: 'queued' })
  status!: string;
}

const plannerId = { example: PLANNER_ID, description: 'A planner that you may read.' };
const formatText = 'Where it is said, it is the format of this address.';

export class TextOptionsDto {
  @Flag({
    optional: true,
    example: true,
    description: 'Completed activities, too; yes where nothing is said.',
  })
  includeCompleted?: boolean;
}

export class MarkdownOptionsDto extends TextOptionsDto {
  @Flag({
    optional: true,
    example: true,
    description: 'Descriptions and checklists; yes where nothing is said.',
  })
  includeNotes?: boolean;
}

export class DateRangeDto {
  @DateTimeField({
    example: '2026-01-01T00:00:00.000Z',
    description: 'A time with no offset is in your time zone.',
  })
  start!: string;

  @DateTimeField({ example: '2026-12-31T23:59:59.000Z', description: 'A day means the whole of it.' })
  end!: string;
}

export class CalendarOptionsDto extends TextOptionsDto {
  @OneOf(['vevent', 'vtodo'], {
    optional: true,
    example: 'vevent',
    description: 'Events, which every calendar shows, or tasks; events where nothing is said.',
  })
  component?: 'vevent' | 'vtodo';

  @Nested(() => DateRangeDto, { optional: true, description: 'Only what is, or repeats, between these.' })
  dateRange?: DateRangeDto;
}

export class ExportJsonBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['json'], { optional: true, example: 'json', description: formatText })
  format?: string;
}

export class ExportCsvBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['csv'], { optional: true, example: 'csv', description: formatText })
  format?: string;

  @Nested(() => TextOptionsDto, { optional: true })
  options?: TextOptionsDto;
}

export class ExportMarkdownBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['markdown', 'md'], { optional: true, example: 'markdown', description: formatText })
  format?: string;

  @Nested(() => MarkdownOptionsDto, { optional: true })
  options?: MarkdownOptionsDto;
}

export class ExportCalendarBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['ics'], { optional: true, example: 'ics', description: formatText })
  format?: string;

  @Nested(() => CalendarOptionsDto, { optional: true })
  options?: CalendarOptionsDto;
}
