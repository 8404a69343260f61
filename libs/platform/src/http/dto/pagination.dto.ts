import { Flag, Int, Text } from './fields';

/** Where a page stands in its list. With a cursor, what would need a count is left out. */
export class PaginationDto {
  @Int({ min: 1, max: 1_000_000, optional: true, example: 1 })
  page?: number;

  @Int({ min: 1, max: 1000, example: 10 })
  limit!: number;

  @Int({ min: 0, max: 2 ** 31 - 1, optional: true, example: 42 })
  total?: number;

  @Int({ min: 0, max: 2 ** 31 - 1, optional: true, example: 5 })
  pages?: number;

  @Flag({ example: true })
  hasNext!: boolean;

  @Flag({ example: false })
  hasPrev!: boolean;

  @Text({
    max: 1024,
    nullable: true,
    description: 'Give it as `cursor` for the next page; null on the last.',
  })
  nextCursor!: string | null;
}
