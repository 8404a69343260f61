import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  Int,
  NestedList,
  OneOf,
  Text,
  TextList,
} from '@almanac/platform';
import { getSchemaPath } from '@nestjs/swagger';
import { MAX_INT, PLANNER_ID, TEMPLATE_ID, TIME, USER_ID } from '../../domain/example-ids';
import { templateKinds } from '../../domain/templates/body';
import { visibilities } from '../../domain/templates/template';
import { exampleTemplate } from '../../domain/templates/example';
import { PlannerDto } from '../planner.dto';
import { PlanWithStepsDto } from '../plans/plan.dto';
import { bodyDtos } from './template-body.dto';

const isObject = {
  rule: 'isObject',
  test: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  must: 'must be an object',
};

/** A body in the form of one of the kinds; what is in it is checked by the use case, which knows the kind. */
export function BodyField(options: { optional?: boolean; example?: unknown } = {}): PropertyDecorator {
  // Not `oneOf`: a body that has only `variables` is of several kinds.
  const schema = { anyOf: Object.values(bodyDtos).map((dto) => ({ $ref: getSchemaPath(dto) })) };
  return Custom([isObject], schema, {
    ...options,
    description:
      'What it makes, in the form of its kind. Dates are offsets from the start: `P7D`, `-P14D`, `P1DT9H`, or working days, `P5B`. `{{name}}` in any text is a variable; `variables` says what it means and what stands for it where no value is given.',
  });
}

/** A template without its body. */
export class TemplateDto {
  @IdField({ example: TEMPLATE_ID })
  id!: string;

  @IdField({ nullable: true, example: USER_ID, description: 'Null for those that come with Almanac.' })
  ownerId!: string | null;

  @IdField({ nullable: true, description: 'The team whose members see it.' })
  teamId!: string | null;

  @Flag({ example: false, description: 'Comes with Almanac; nobody can change it.' })
  bundled!: boolean;

  @Text({ max: 200, example: exampleTemplate.name })
  name!: string;

  @Text({ max: 10_000, nullable: true, example: exampleTemplate.description })
  description!: string | null;

  @Text({ max: 50, example: exampleTemplate.category })
  category!: string;

  @OneOf(templateKinds, { example: 'planner', description: 'What it makes.' })
  kind!: string;

  @TextList({ maxItems: 50, max: 100, example: exampleTemplate.tags })
  tags!: string[];

  @TextList({ maxItems: 200, max: 50, example: ['destination'], description: 'The variables in its texts.' })
  variables!: string[];

  @OneOf(visibilities, { example: 'private', description: 'Who sees it: its owner, a team, or everybody.' })
  visibility!: string;

  @Int({ min: 0, max: MAX_INT, example: 3, description: 'How often something was made of it.' })
  usageCount!: number;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

/** A template with its body. */
export class TemplateWholeDto extends TemplateDto {
  @BodyField({ example: exampleTemplate.body })
  body!: object;
}

/** How many templates a category has. */
export class TemplateCategoryDto {
  @Text({ max: 50, example: 'travel' })
  name!: string;

  @Int({ min: 1, max: MAX_INT, example: 3 })
  count!: number;
}

/** The categories of the templates that you see, the fullest first. */
export class TemplateCategoriesDto {
  @NestedList(() => TemplateCategoryDto, { maxItems: 500 })
  categories!: TemplateCategoryDto[];
}

/** What was made of a template. */
export class TemplateResultDto {
  @OneOf(templateKinds, { example: 'planner' })
  kind!: string;

  @IdField({ example: PLANNER_ID })
  id!: string;

  @Custom([isObject], { oneOf: [PlannerDto, PlanWithStepsDto].map((dto) => ({ $ref: getSchemaPath(dto) })) })
  resource!: object;
}
