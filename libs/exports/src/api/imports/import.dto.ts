import {
  Flag,
  IdField,
  Int,
  JobCreatedDto,
  JobProblemDto,
  Nested,
  NestedList,
  OneOf,
  Text,
} from '@almanac/platform';
import { PlannerDto } from '@almanac/planning';

const MAX_PROBLEMS = 1000;

/** How a file is to be imported. */
export class ImportQueryDto {
  @Flag({ optional: true, default: false, description: 'Tells what would be made, and changes nothing.' })
  dryRun?: boolean;

  @Flag({
    optional: true,
    default: false,
    description: 'Refuses a file (422) of which not all can be taken; else what is right in it is taken.',
  })
  strict?: boolean;
}

class ProblemsDto {
  @NestedList(() => JobProblemDto, {
    maxItems: MAX_PROBLEMS,
    description: 'What of the file cannot be taken, by line.',
  })
  problems!: JobProblemDto[];

  @Int({ min: 0, max: 2 ** 31 - 1, example: 1, description: 'How many there are; a thousand are told.' })
  problemsCount!: number;
}

/** What a dry run answers. */
export class ImportPreviewDto extends ProblemsDto {
  @Nested(() => JobCreatedDto)
  willCreate!: JobCreatedDto;
}

/** What was made of a file. */
export class ImportedDto extends ProblemsDto {
  @Nested(() => PlannerDto)
  planner!: PlannerDto;

  @Nested(() => JobCreatedDto)
  created!: JobCreatedDto;
}

/** What an import answers with that goes on. */
export class ImportJobDto {
  @IdField({ example: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31', description: 'Follow it at `/jobs/{id}`.' })
  jobId!: string;

  @Text({ max: 50, example: 'import-json' })
  type!: string;

  @OneOf(['queued'], { example: 'queued' })
  status!: string;
}
