import {
  Custom,
  DateTimeField,
  IdField,
  Int,
  invalid,
  ListQuery,
  OneOf,
  parseDto,
  Text,
} from '@almanac/platform';
import { DomainError } from '@almanac/kernel';
import type { SavedFilter, SavedFilterInput } from '../../application/ports/saved-filter-store';
import { FILTER_ID, MAX_INT, TIME } from '../../domain/example-ids';
import { isObject } from '../../domain/merge-patch';
import { activitySorts, FilteredActivitiesQueryDto } from '../activity-input.dto';

const optional = true;
const nullable = true;
/** They say which page of a list, and not which list. */
const NOT_KEPT = ['page', 'limit', 'cursor', 'fields', 'filter'];
const querySchema = {
  type: 'object',
  additionalProperties: true,
  maxProperties: 30,
  description: 'Parameters of `GET /activities`, but for page, limit, cursor, fields and filter.',
};
const isQuery = [{ rule: 'isObject', test: isObject, must: 'must be an object' }];
const Query = (more: object = {}) =>
  Custom(isQuery, querySchema, { example: { status: ['pending'], assignee: 'me' }, ...more });

/** A list of activities that you keep by name. */
export class FilterDto {
  @IdField({ example: FILTER_ID })
  id!: string;

  @Text({ max: 100, example: 'Mine and open' })
  name!: string;

  @Query()
  query!: Record<string, unknown>;

  @OneOf(activitySorts, { nullable, example: 'dueDate' })
  sort!: string | null;

  @OneOf(['asc', 'desc'], { nullable, example: 'asc' })
  order!: string | null;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

class FilterFieldsDto {
  @OneOf(activitySorts, { optional, nullable, example: 'dueDate' })
  sort?: string | null;

  @OneOf(['asc', 'desc'], { optional, nullable, example: 'asc' })
  order?: string | null;
}

/** A new filter, or one to stand in the place of another. */
export class CreateFilterDto extends FilterFieldsDto {
  @Text({ min: 1, max: 100, example: 'Mine and open' })
  name!: string;

  @Query({ optional })
  query?: Record<string, unknown>;
}

/** What to change of a filter; its query is changed as a whole. */
export class UpdateFilterDto extends FilterFieldsDto {
  @Text({ min: 1, max: 100, optional, example: 'Mine, open, soon' })
  name?: string;

  @Query({ optional })
  query?: Record<string, unknown>;
}

/** Which of your filters to list. */
export class FilterListQueryDto extends ListQuery({
  sorts: ['createdAt', 'name'],
  defaultOrder: 'asc',
  defaultLimit: 20,
  maxLimit: 100,
}) {}

/**
 * A filter as it is kept: its query is what the list itself would take, in the form that it takes.
 * @throws DomainError VALIDATION_ERROR with paths under `query`
 */
export function filterInput({ query, ...rest }: UpdateFilterDto): SavedFilterInput {
  return { ...rest, ...(query === undefined ? {} : { query: keptQuery(query) }) };
}

function keptQuery(query: Record<string, unknown>): Record<string, unknown> {
  const names = NOT_KEPT.filter((name) => Object.hasOwn(query, name));
  if (names.length > 0) {
    throw invalid(
      names.map((name) => ({ field: `query.${name}`, message: `${name} is not kept`, rule: 'unexpected' })),
    );
  }
  try {
    return Object.fromEntries(Object.entries(parseDto(FilteredActivitiesQueryDto, query, 'query')));
  } catch (error) {
    if (!(error instanceof DomainError) || !Array.isArray(error.details)) throw error;
    const problems = error.details as { field: string; message: string; rule: string }[];
    throw invalid(problems.map((problem) => ({ ...problem, field: `query.${problem.field}` })));
  }
}

/** What a filter and a request say together: what is given now goes first. */
export function underFilter(
  { query, sort, order }: SavedFilter,
  given: FilteredActivitiesQueryDto,
): FilteredActivitiesQueryDto {
  const kept = { ...query, ...(sort === null ? {} : { sort }), ...(order === null ? {} : { order }) };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Object.assign(new FilteredActivitiesQueryDto(), kept, said);
}

/** Where a list looks. */
export function placeOf({ plannerId, sectionId }: FilteredActivitiesQueryDto) {
  return { plannerId: plannerId?.toLowerCase(), sectionId: sectionId?.toLowerCase() };
}
