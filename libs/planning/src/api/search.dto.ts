import { Decimal, IdField, Int, NestedList, OneOf, Text, TextList } from '@almanac/platform';
import { searchTypes, type SearchType } from '../domain/search/search-query';
import { ACTIVITY_ID, PLANNER_ID } from '../domain/example-ids';

const optional = true;

/** What to search for, and where. */
export class SearchQueryDto {
  @Text({
    min: 1,
    max: 200,
    example: 'curtains',
    description:
      'Words that must all be there, the last one perhaps only begun; `"a phrase"`, `-without`, `this or that`.',
  })
  q!: string;

  @TextList({
    maxItems: searchTypes.length,
    max: 20,
    values: searchTypes,
    optional,
    description: 'Only these kinds, as a comma list; all when left out.',
  })
  type?: SearchType[];

  @IdField({ optional, description: 'Only in this planner, which may be archived.' })
  plannerId?: string;

  @Int({ min: 1, max: 100, optional, default: 20, description: 'The most results.' })
  limit?: number;
}

/** Something that was found. */
export class SearchResultDto {
  @OneOf(searchTypes, { example: 'activity' })
  type!: string;

  @IdField({ example: ACTIVITY_ID })
  id!: string;

  @Text({
    max: 500,
    example: 'Wash the curtains',
    description: 'Of a comment: the title of its activity.',
  })
  title!: string;

  @Text({
    max: 4000,
    example: 'Wash the <mark>curtains</mark>',
    description: 'HTML: what was looked for is in `<mark>`, everything else is escaped.',
  })
  snippet!: string;

  @Decimal({
    min: 0,
    max: 1,
    example: 0.81,
    description: 'The higher, the better; comparable within one answer.',
  })
  score!: number;

  @IdField({
    optional,
    example: PLANNER_ID,
    description: 'The planner that it is in, or is. Plans and templates are in none.',
  })
  plannerId?: string;

  @IdField({ optional, example: ACTIVITY_ID, description: 'Of a comment: the activity that it is on.' })
  activityId?: string;
}

/** What was found, the best first. */
export class SearchResultsDto {
  @NestedList(() => SearchResultDto, { maxItems: 100 })
  results!: SearchResultDto[];
}
