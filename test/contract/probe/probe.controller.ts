import { Body, Controller, Delete, Get, Injectable, Module, Patch, Post, Query } from '@nestjs/common';
import { newId } from '@almanac/kernel';
import {
  Authenticator,
  created,
  Ctx,
  Database,
  done,
  Email,
  Endpoint,
  IdField,
  IdParam,
  Int,
  ListQuery,
  Nested,
  NestedList,
  ok,
  OneOf,
  statement,
  Text,
  DateTimeField,
  UnitOfWork,
  type Answer,
  type ClaimedIdentity,
  type Credentials,
  type Principal,
  type RequestContext,
} from '@almanac/platform';

/** A feature that does nothing but use every part of the HTTP contract, so that each can be tested by itself. */
export class ProbeChildDto {
  @Text({ min: 1, max: 10 })
  name!: string;
}

export class ProbeBodyDto {
  @Text({ min: 1, max: 20 })
  title!: string;

  @Email({ optional: true })
  email?: string;

  @Int({ min: 0, max: 5, optional: true, nullable: true })
  level?: number | null;

  @OneOf(['red', 'green'], { optional: true })
  color?: string;

  @DateTimeField({ optional: true })
  at?: string;

  @Nested(() => ProbeChildDto, { optional: true })
  child?: ProbeChildDto;

  @NestedList(() => ProbeChildDto, { maxItems: 3, optional: true })
  children?: ProbeChildDto[];
}

export class ProbeDto {
  @IdField()
  id!: string;

  @Text({ max: 20 })
  title!: string;

  @Int({ min: 1, max: 100 })
  version!: number;
}

export class ProbeListQuery extends ListQuery({
  sorts: ['createdAt', 'title'],
  defaultLimit: 2,
  maxLimit: 5,
}) {
  @Text({ max: 20, optional: true })
  search?: string;
}

const insert = statement('probe.insert', "INSERT INTO inbox (consumer, event_id) VALUES ('probe', $1)");
const row = { id: '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11', title: 'Probe', version: 3 };

@Controller('probes')
export class ProbeController {
  /** How often the work of `create` has begun; to see that a replay does none. */
  static runs = 0;
  static delayMs = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  @Get()
  @Endpoint({
    id: 'listProbes',
    summary: 'List',
    access: ['read:own-planners'],
    list: { name: 'probes', of: ProbeDto },
  })
  list(@Query() query: ProbeListQuery): Answer {
    const { limit, page } = query.pageRequest();
    return ok({
      probes: [row, row],
      pagination: { page, limit, total: 2, hasNext: false, hasPrev: false, nextCursor: null },
    });
  }

  @Get(':id')
  @Endpoint({
    id: 'getProbe',
    summary: 'Get',
    access: ['read:own-planners'],
    data: ProbeDto,
    versioned: true,
  })
  get(@IdParam('id', '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11') id: string): Answer {
    return ok({ ...row, id }, { etag: 'v3.t7' });
  }

  @Post()
  @Endpoint({
    id: 'createProbe',
    summary: 'Create',
    access: ['write:own-planners'],
    data: ProbeDto,
    status: 201,
  })
  async create(@Ctx() context: RequestContext, @Body() body: ProbeBodyDto): Promise<Answer> {
    ProbeController.runs += 1;
    const id = newId();
    await this.unitOfWork.run(context, (transaction) => transaction.query(insert, [id]));
    await new Promise((resolve) => setTimeout(resolve, ProbeController.delayMs));
    if (body.title === 'explode') throw new Error('SELECT secret FROM password_file');
    return created(
      { id, title: body.title, version: 1 },
      { message: 'Made', location: `/api/v1/probes/${id}` },
    );
  }

  @Post('secrets')
  @Endpoint({
    id: 'createSecret',
    summary: 'Secret',
    access: ['write:own-planners'],
    data: ProbeDto,
    status: 201,
  })
  secret(): Answer {
    return created(row, { message: 'Made', location: `/api/v1/probes/${row.id}`, secretOf: row.id });
  }

  @Patch(':id')
  @Endpoint({
    id: 'patchProbe',
    summary: 'Patch',
    access: ['write:own-planners'],
    data: ProbeDto,
    versioned: true,
  })
  patch(@Ctx() context: RequestContext, @Body() _body: ProbeBodyDto): Answer {
    return ok({ ...row, seen: context.expectedVersions ?? null });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteProbe',
    summary: 'Delete',
    access: ['write:planners'],
    deprecated: { since: '2026-01-01T00:00:00Z', sunset: '2027-01-01T00:00:00Z' },
  })
  remove(): Answer {
    return done({ message: 'Gone' });
  }

  @Post('delicate')
  @Endpoint({ id: 'delicateProbe', summary: 'Delicate', access: [], recentProof: true, data: ProbeDto })
  delicate(): Answer {
    return ok(row);
  }

  @Get('public/page')
  @Endpoint({ id: 'publicProbe', summary: 'Public', access: 'public', data: ProbeDto })
  open(): Answer {
    return ok(row);
  }

  @Get('undeclared/route')
  undeclared(): Answer {
    return ok(row);
  }

  @Get('slow/database')
  @Endpoint({ id: 'slowProbe', summary: 'Fails in SQL', access: 'public', data: ProbeDto })
  async broken(): Promise<Answer> {
    await this.database.query(statement('probe.broken', 'SELECT * FROM nowhere_to_be_found'), []);
    return ok(row);
  }
}

/**
 * Takes the tokens `reader`, `writer`, `admin` and `ended`; stands where identity's would. The writer has just
 * proved who they are, the admin did so half an hour and a second ago, the reader never.
 */
@Injectable()
export class ProbeAuthenticator extends Authenticator {
  identify({ secret }: Credentials): ClaimedIdentity {
    return { stateKey: `{${secret}}`, rateKey: `{${secret}}` };
  }

  fromState(state: string): Principal | undefined {
    if (state !== 'reader' && state !== 'writer' && state !== 'admin') return undefined;
    const permissions =
      state === 'admin'
        ? ['*:*']
        : state === 'reader'
          ? ['read:own-planners']
          : ['read:own-planners', 'write:own-planners'];
    const userId =
      state === 'reader' ? '019347e2-6d1c-7b1a-9d61-000000000001' : '019347e2-6d1c-7b1a-9d61-000000000002';
    return {
      userId,
      sessionId: userId,
      apiKeyId: undefined,
      tier: 'free',
      role: 'free',
      permissions,
      timeZone: 'UTC',
      provedAt: { writer: Date.now(), admin: Date.now() - 1_801_000, reader: undefined }[state],
    };
  }

  loadState({ stateKey }: ClaimedIdentity): Promise<string> {
    return Promise.resolve(stateKey.slice(1, -1));
  }
}

@Module({ controllers: [ProbeController] })
export class ProbeModule {}
