import { DateTimeField, Int, IdField, OneOf, Text, WebAddress } from '../http/dto/fields';
import { Nested, NestedList } from '../http/dto/list-fields';
import { ListQuery } from '../http/dto/list-query.dto';
import { jobStatuses, type JobStatus } from './job-status';

/** The id of a job in the examples. */
export const JOB_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31';
const MAX_TYPE = 50;

/** How much an import has made. */
export class JobCreatedDto {
  @Int({ min: 0, max: 1, example: 1 })
  planners!: number;

  @Int({ min: 0, max: 1000, example: 3 })
  sections!: number;

  @Int({ min: 0, max: 50_000, example: 640 })
  activities!: number;
}

/** What of a file could not be taken. */
export class JobProblemDto {
  @Int({ min: 1, max: 2 ** 31 - 1, example: 12, description: 'Of the file, counted from 1.' })
  line!: number;

  @Text({ max: 500, example: 'the activity: title must be 1 to 500 characters long' })
  message!: string;
}

export class JobResultDto {
  @IdField({ optional: true, description: 'The planner that an import has made.' })
  plannerId?: string;

  @Nested(() => JobCreatedDto, { optional: true, description: 'Of an import.' })
  created?: JobCreatedDto;

  @Nested(() => JobCreatedDto, { optional: true, description: 'Of a dry run of an import.' })
  willCreate?: JobCreatedDto;

  @NestedList(() => JobProblemDto, { maxItems: 1000, optional: true, description: 'Of an import, by line.' })
  problems?: JobProblemDto[];

  @Int({ min: 0, max: 2 ** 31 - 1, optional: true, description: 'More than are told, maybe.' })
  problemsCount?: number;

  @WebAddress({
    nullable: true,
    optional: true,
    example: `http://localhost:3000/api/v1/downloads/${JOB_ID}?expires=1769441400&signature=S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190`,
    description: 'Needs no other credentials: keep it to yourself. Null once it has expired.',
  })
  downloadUrl?: string | null;

  @DateTimeField({
    optional: true,
    example: '2026-01-26T15:30:00.000Z',
    description: 'Until then the file is kept.',
  })
  expiresAt?: string;

  @Int({ min: 0, max: Number.MAX_SAFE_INTEGER, optional: true, example: 18_204, description: 'In bytes.' })
  fileSize?: number;

  @Int({ min: 0, max: 2 ** 31 - 1, optional: true, example: 12, description: 'Of what has pages.' })
  pages?: number;
}

export class JobErrorDto {
  @Text({ max: 50, example: 'INTERNAL_ERROR' })
  code!: string;

  @Text({ max: 500, example: 'The export could not be made; please ask for it again' })
  message!: string;
}

export class JobDto {
  @IdField({ example: JOB_ID })
  id!: string;

  @Text({ max: MAX_TYPE, example: 'data-export' })
  type!: string;

  @OneOf(jobStatuses, { example: 'completed' })
  status!: JobStatus;

  @Int({ min: 0, max: 100, example: 100, description: 'In per cent.' })
  progress!: number;

  @Text({ max: 100, nullable: true, example: null, description: 'What it is doing just now.' })
  step!: string | null;

  @Nested(() => JobResultDto, { nullable: true, description: 'There once it is completed.' })
  result!: JobResultDto | null;

  @Nested(() => JobErrorDto, { nullable: true, description: 'There once it has failed.' })
  error!: JobErrorDto | null;

  @DateTimeField({ example: '2026-01-25T15:29:58.000Z' })
  createdAt!: string;

  @DateTimeField({ nullable: true, example: '2026-01-25T15:29:58.200Z' })
  startedAt!: string | null;

  @DateTimeField({ nullable: true, example: '2026-01-25T15:30:00.000Z' })
  finishedAt!: string | null;

  @Int({ min: 1, max: 2 ** 31 - 1, example: 4, description: 'Grows with every change, also of `progress`.' })
  version!: number;
}

export class JobListQueryDto extends ListQuery({ sorts: ['createdAt'], defaultLimit: 20, maxLimit: 100 }) {
  @OneOf(jobStatuses, { optional: true, description: 'Only jobs in this state.' })
  status?: JobStatus;

  @Text({ min: 1, max: MAX_TYPE, optional: true, description: 'Only jobs of this type.' })
  type?: string;
}

/** What stands in the query of a signed address. */
export class DownloadQueryDto {
  @Int({ min: 0, max: 2 ** 40, description: 'When the address expires, in seconds since 1970.' })
  expires!: number;

  @Text({ min: 1, max: 100 })
  signature!: string;
}
