import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, JsonText, ok, type Answer, type RequestContext } from '@almanac/platform';
import type { FastifyReply } from 'fastify';
import { AuditLogService } from '../../application/audit/audit-log.service';
import {
  AuditExportQueryDto,
  AuditLogEntryDto,
  AuditLogQueryDto,
  filterOf,
  OwnAuditLogQueryDto,
} from './audit-log.dto';

const access = ['read:audit-logs'] as const;
const TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

@ApiTags('admin')
@Controller('admin/audit-logs')
export class AuditLogController {
  constructor(private readonly log: AuditLogService) {}

  @Get()
  @Endpoint({
    id: 'listAuditLogs',
    summary: 'List the audit log',
    description:
      'Newest first. Each entry is chained to the one before it by its hash. `total` is counted up to 100,000; walk further by cursor.',
    access,
    list: { name: 'auditLogs', of: AuditLogEntryDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: AuditLogQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.log.list(ctx, filterOf(query, ctx), query.pageRequest())));
  }

  @Get('export')
  @Endpoint({
    id: 'exportAuditLogs',
    summary: 'Export the audit log',
    description:
      'Oldest first, as a stream, up to the newest entry when it began. In CSV, cells that a spreadsheet would run as a formula get an apostrophe before them. That it was exported is itself on record.',
    access,
    file: ['text/csv', 'application/x-ndjson'],
  })
  async export(
    @Ctx() ctx: RequestContext,
    @Query() query: AuditExportQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = query.format ?? 'jsonl';
    const lines = await this.log.export(ctx, filterOf(query, ctx), format);
    await reply
      .header('content-disposition', `attachment; filename="audit-log.${format}"`)
      .header('cache-control', 'no-store')
      .type(TYPES[format])
      .send(Readable.from(lines));
  }
}

@ApiTags('users')
@Controller('users/me/audit-log')
export class OwnAuditLogController {
  constructor(private readonly log: AuditLogService) {}

  @Get()
  @Endpoint({
    id: 'listOwnAuditLog',
    summary: 'List the audit log of your account',
    description:
      'Newest first. Where somebody else acted, who it was and from where is left out; their entry may still be told apart by its `action`.',
    access: ['read:own-profile'],
    list: { name: 'auditLogs', of: AuditLogEntryDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: OwnAuditLogQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.log.listOwn(ctx, query.pageRequest())));
  }
}
