import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  Int,
  ListQuery,
  OneOf,
  Text,
  TextList,
} from '@almanac/platform';
import { MAX_INT } from '../../domain/example-ids';
import { templateKinds, type TemplateKind } from '../../domain/templates/body';
import { exampleTemplate } from '../../domain/templates/example';
import { DEFAULT_CATEGORY, visibilities, type Visibility } from '../../domain/templates/template';
import { BodyField } from './template.dto';

const optional = true;
const nullable = true;

class TemplateFieldsDto {
  @Text({ max: 10_000, optional, nullable, example: exampleTemplate.description, description: 'Markdown.' })
  description?: string | null;

  @Text({ min: 1, max: 50, optional, nullable, default: DEFAULT_CATEGORY, example: exampleTemplate.category })
  category?: string | null;

  @TextList({ maxItems: 50, max: 100, optional, nullable, example: exampleTemplate.tags })
  tags?: string[] | null;

  @OneOf(visibilities, {
    optional,
    default: 'private',
    description: 'Who sees it: you, the members of `teamId`, or everybody who is signed in.',
  })
  visibility?: string;

  @IdField({ optional, nullable, description: 'With the visibility `team`: one of your teams.' })
  teamId?: string | null;
}

/** A new template. */
export class CreateTemplateDto extends TemplateFieldsDto {
  @Text({ min: 1, max: 200, example: exampleTemplate.name })
  name!: string;

  @OneOf(templateKinds, { example: exampleTemplate.kind, description: 'What it makes.' })
  kind!: string;

  @BodyField({ example: exampleTemplate.body })
  body!: Record<string, unknown>;
}

const version = {
  min: 1,
  max: MAX_INT,
  optional,
  description: 'The version that you have read, in place of If-Match.',
};

/** A template to stand in the place of another; what is left out takes its default. */
export class ReplaceTemplateDto extends CreateTemplateDto {
  @Int(version)
  version?: number;
}

/** What to change of a template: absent stays, null clears; it reaches into the body, where lists are replaced. */
export class UpdateTemplateDto extends TemplateFieldsDto {
  @Text({ min: 1, max: 200, optional, example: 'A weekend away' })
  name?: string;

  @OneOf(templateKinds, { optional })
  kind?: string;

  @BodyField({ optional })
  body?: Record<string, unknown>;

  @Int(version)
  version?: number;
}

/** Something to be kept as a template of your own. */
export class SaveAsTemplateDto extends TemplateFieldsDto {
  @Text({ min: 1, max: 200, example: 'The same, every year' })
  name!: string;
}

const variablesSchema = {
  type: 'object',
  maxProperties: 200,
  additionalProperties: { type: 'string', maxLength: 1000 },
};
const isObject = {
  rule: 'isObject',
  test: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  must: 'must be an object',
};

/** What to make of a template. */
export class InstantiateTemplateDto {
  @DateTimeField({
    example: '2026-04-03T09:00:00Z',
    description:
      'From when its offsets count. Without an offset it is read in your time zone; the time of day is kept over daylight saving.',
  })
  startDate!: string;

  @Text({ min: 1, max: 200, optional, description: 'In the place of the title in the body, as it is.' })
  title?: string;

  @Custom([isObject], variablesSchema, {
    optional,
    example: { destination: 'Kyoto' },
    description: 'A text for each variable; only those with a default can be left out.',
  })
  variables?: Record<string, unknown>;

  @Flag({
    optional,
    default: false,
    description: 'Moves dates on a day off to the next working day: Monday to Friday, or those of the body.',
  })
  skipWeekends?: boolean;
}

/** Which templates to list. */
export class TemplateListQueryDto extends ListQuery({
  sorts: ['createdAt', 'name', 'usageCount'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Text({ min: 1, max: 200, optional, description: 'In name and description.' })
  search?: string;

  @Text({ min: 1, max: 50, optional })
  category?: string;

  @OneOf(templateKinds, { optional })
  kind?: TemplateKind;

  @Text({ min: 1, max: 100, optional })
  tag?: string;

  @OneOf(visibilities, { optional })
  visibility?: Visibility;

  @Flag({ optional, description: 'Only your own.' })
  mine?: boolean;
}
