import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import * as fc from 'fast-check';
import { DomainError } from '@almanac/kernel';
import {
  DateTimeField,
  Email,
  Flag,
  HexColor,
  IdField,
  IdList,
  Int,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  TimeZone,
} from '..';
import { accepts, explain, parseDto } from './parse-dto';

class ChildDto {
  @Text({ min: 1, max: 5 })
  name!: string;

  @Int({ min: 0, max: 9, optional: true })
  level?: number;
}

class SampleDto {
  @Text({ min: 1, max: 8 })
  title!: string;

  @Email({ optional: true })
  email?: string;

  @Flag({ optional: true, nullable: true })
  on?: boolean | null;

  @OneOf(['a', 'b'], { optional: true })
  kind?: string;

  @TextList({ maxItems: 3, max: 4, optional: true })
  tags?: string[];

  @IdField({ optional: true })
  ref?: string;

  @IdList({ maxItems: 2, optional: true })
  refs?: string[];

  @DateTimeField({ optional: true, nullable: true })
  at?: string | null;

  @HexColor({ optional: true })
  color?: string;

  @TimeZone({ optional: true })
  zone?: string;

  @Nested(() => ChildDto, { optional: true })
  child?: ChildDto;

  @NestedList(() => ChildDto, { maxItems: 2, optional: true })
  children?: ChildDto[];
}

/** Values that are often right and often nearly right, for each field. */
const anything = fc.oneof(
  fc.constant(null),
  fc.constant(undefined),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant([]),
  fc.constant({}),
);
const child = fc.oneof(
  fc.record(
    {
      name: fc.oneof(fc.string({ maxLength: 7 }), anything),
      level: fc.oneof(fc.integer({ min: -2, max: 12 }), anything),
    },
    { requiredKeys: [] },
  ),
  fc.record({ name: fc.constant('x'), other: anything }),
  anything,
);
const input = fc.record(
  {
    title: fc.oneof(fc.string({ maxLength: 10 }), anything),
    email: fc.oneof(fc.emailAddress(), anything),
    on: fc.oneof(fc.boolean(), anything),
    kind: fc.oneof(fc.constantFrom('a', 'b', 'c'), anything),
    tags: fc.oneof(fc.array(fc.oneof(fc.string({ maxLength: 6 }), anything), { maxLength: 5 }), anything),
    ref: fc.oneof(fc.uuid(), anything),
    refs: fc.oneof(fc.array(fc.oneof(fc.uuid(), fc.string()), { maxLength: 3 }), anything),
    at: fc.oneof(
      fc.constantFrom('2026-02-28T10:00:00Z', '2026-02-30T10:00:00Z', '2026-01-01', '10:00'),
      anything,
    ),
    color: fc.oneof(fc.constantFrom('#fff', '#ffff', '#aabbcc', 'red'), anything),
    zone: fc.oneof(fc.constantFrom('Europe/Vienna', 'Mars/Base'), anything),
    child,
    children: fc.oneof(fc.array(child, { maxLength: 3 }), anything),
    stranger: anything,
  },
  { requiredKeys: [] },
);

/** What class-validator itself says, from the decorators on the class. */
function classValidatorAccepts(values: object): boolean {
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  return validateSync(plainToInstance(SampleDto, values), options).length === 0;
}

describe('parseDto', () => {
  it.each([
    ['{"title":"a","child":{"name":"x","constructor":{"y":1}}}', 'child.constructor'],
    ['{"title":"a","children":[{"name":"x","constructor":1}]}', 'children[0].constructor'],
    ['{"title":"a","x":{"constructor":1}}', 'x'],
    ['{"title":{"constructor":{"a":1}}}', 'title'],
  ])('refuses a constructor wherever it stands: %s', (text, field) => {
    const body: unknown = JSON.parse(text);
    expect(() => parseDto(SampleDto, body, 'body')).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', details: [expect.objectContaining({ field })] }),
    );
  });

  it('tells at most a hundred problems, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`x${index}`, 1]));
    expect(explain(SampleDto, { title: 'a', ...many })).toHaveLength(100);
  });

  it('takes __proto__ in a query for what it is', () => {
    const query: unknown = JSON.parse('{"title":"a","__proto__":"1"}');
    expect(() => parseDto(SampleDto, query, 'query')).toThrow(DomainError);
  });

  it('accepts quickly exactly what class-validator accepts', () => {
    fc.assert(
      fc.property(input, (values) => {
        const accepted = accepts(SampleDto, values);
        expect(accepted).toBe(explain(SampleDto, values).length === 0);
        expect(accepted).toBe(classValidatorAccepts(values));
      }),
      { numRuns: 2000 },
    );
  });

  it('names every problem once, by its path', () => {
    const problems = explain(SampleDto, {
      title: '',
      tags: [1],
      children: [{ name: 'x' }, { nome: 'y' }],
      extra: 1,
    });
    expect(problems.map((problem) => `${problem.field}:${problem.rule}`).sort()).toEqual([
      'children[1].name:isString',
      'children[1].nome:unknownProperty',
      'extra:unknownProperty',
      'tags:items',
      'title:minLength',
    ]);
  });

  it('leaves what is absent absent, so that a merge patch can tell it from null', () => {
    expect(Object.keys(parseDto(SampleDto, { title: 'a', at: null }, 'body'))).toEqual(['title', 'at']);
  });

  it('trims an e-mail and turns query texts into values', () => {
    expect(parseDto(SampleDto, { title: 'a', email: ' a@b.example ' }, 'body').email).toBe('a@b.example');
    const query = parseDto(SampleDto, { title: '7', on: 'true', tags: 'x, y' }, 'query');
    expect(query).toMatchObject({ title: '7', on: true, tags: ['x', 'y'] });
  });

  it.each([[null], [undefined], [[]], ['text'], [5]])('refuses %p as a body', (body) => {
    expect(() => parseDto(SampleDto, body, 'body')).toThrow(DomainError);
  });

  it('lets no key reach a prototype', () => {
    const hostile: unknown = JSON.parse('{"title":"a","__proto__":{"polluted":true}}');
    expect(() => parseDto(SampleDto, hostile, 'body')).toThrow(DomainError);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
