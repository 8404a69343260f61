import {
  DateTimeField,
  Flag,
  HexColor,
  IdField,
  IdList,
  Int,
  ListQuery,
  Nested,
  NestedList,
  OneOf,
  Text,
} from '@almanac/platform';
import { sectionTypes } from '../domain/section';
import { ActivityDto } from './activity.dto';
import { MAX_INT, PLANNER_ID, SECTION_ID, TIME } from '../domain/example-ids';

const optional = true;
const nullable = true;

/** How a section is shown. */
export class SectionSettingsDto {
  @Flag({ example: false })
  collapsed!: boolean;

  @HexColor({ nullable, example: '#33aa66' })
  color!: string | null;

  @Text({ max: 100, nullable, example: 'sofa' })
  icon!: string | null;
}

/** An ordered group of activities. */
export class SectionDto {
  @IdField({ example: SECTION_ID })
  id!: string;

  @IdField({ example: PLANNER_ID })
  plannerId!: string;

  @Text({ max: 200, example: 'Living room' })
  title!: string;

  @Text({ max: 10_000, nullable, example: null })
  description!: string | null;

  @OneOf(sectionTypes, { example: 'tasks' })
  type!: string;

  @Int({ min: 0, max: MAX_INT, example: 0, description: 'Its place in the planner, from 0.' })
  order!: number;

  @Text({ max: 2000, example: 'i000000001', description: 'Its key in the order; keys compare byte by byte.' })
  position!: string;

  @Nested(() => SectionSettingsDto)
  settings!: SectionSettingsDto;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;

  @DateTimeField({ nullable })
  deletedAt!: string | null;
}

/** A section with its activities in their order. */
export class SectionWithActivitiesDto extends SectionDto {
  @NestedList(() => ActivityDto, { maxItems: 100_000 })
  activities!: ActivityDto[];
}

/** Settings to set; what is left out keeps its value, or takes its default in a new section. */
export class SectionSettingsInputDto {
  @Flag({ optional, default: false })
  collapsed?: boolean;

  @HexColor({ optional, nullable, example: '#33aa66' })
  color?: string | null;

  @Text({ max: 100, optional, nullable, example: 'sofa' })
  icon?: string | null;
}

class SectionFieldsDto {
  @Text({ max: 10_000, optional, nullable })
  description?: string | null;

  @OneOf(sectionTypes, { optional, default: 'tasks' })
  type?: string;

  @Int({ min: 0, max: MAX_INT, optional, description: 'Its place, from 0; past the end means the end.' })
  order?: number;

  @Nested(() => SectionSettingsInputDto, { optional })
  settings?: SectionSettingsInputDto;
}

/** A new section; at the end unless it says otherwise. */
export class CreateSectionDto extends SectionFieldsDto {
  @Text({ min: 1, max: 200, example: 'Living room' })
  title!: string;
}

/** What to change of a section: absent stays, null clears. */
export class UpdateSectionDto extends SectionFieldsDto {
  @Text({ min: 1, max: 200, optional, example: 'Living room and hall' })
  title?: string;

  @Int({
    min: 1,
    max: MAX_INT,
    optional,
    description: 'The version that you have read, in place of If-Match.',
  })
  version?: number;
}

/** The new order of a planner's sections: each of them, once. */
export class SectionOrderDto {
  @IdList({ maxItems: 10_000, example: [SECTION_ID] })
  order!: string[];
}

/** Which sections to list. */
export class SectionListQueryDto extends ListQuery({
  sorts: ['order'],
  defaultOrder: 'asc',
  defaultLimit: 20,
  maxLimit: 100,
}) {}
