import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  callerOf,
  csvRow,
  Database,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
} from '@almanac/platform';
import type { AuditRecord } from '../../domain/audit/chain';
import { AuditLogReader, type AuditFilter } from '../ports/audit-log.reader';
import { AuditLogRepository } from '../ports/audit-log.repository';

export type AuditExportFormat = 'csv' | 'jsonl';

/** Entries that are in memory at a time. */
const BATCH = 1000;

const columns = [
  ...(['seq', 'at', 'id', 'actorType', 'actorId', 'userId', 'action', 'resourceType', 'resourceId'] as const),
  ...(['outcome', 'ip', 'userAgent', 'requestId', 'before', 'after', 'prevHash', 'hash'] as const),
] as const;

/** The audit log as people read it: pages, their own part, and the whole as a file. */
@Injectable()
export class AuditLogService {
  constructor(
    private readonly reader: AuditLogReader,
    private readonly log: AuditLogRepository,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  list(ctx: RequestContext, filter: AuditFilter, page: PageRequest): Promise<string> {
    return this.reader.page(ctx, filter, page);
  }

  listOwn(ctx: RequestContext, page: PageRequest): Promise<string> {
    return this.reader.pageOf(ctx, callerOf(ctx).userId, page);
  }

  /**
   * The entries as lines, oldest first, up to the newest when it began. That it was exported is on record
   * before the first line goes out.
   */
  async export(
    ctx: RequestContext,
    filter: AuditFilter,
    format: AuditExportFormat,
  ): Promise<AsyncGenerator<string>> {
    await this.unitOfWork.run(ctx, async (tx) => {
      this.audit.record(tx, ctx, { action: 'audit.exported', after: { format, filter } });
      return Promise.resolve();
    });
    const { newest } = await this.log.findEnds(this.database);
    return this.lines(filter, format, newest.seq);
  }

  private async *lines(filter: AuditFilter, format: AuditExportFormat, upTo: number): AsyncGenerator<string> {
    if (format === 'csv') yield csvRow(columns);
    const write = format === 'csv' ? asCsv : asJson;
    for (let after = 0; ;) {
      const entries = await this.reader.batch(filter, after, upTo, BATCH);
      const last = entries.at(-1);
      if (!last) return;
      yield entries.map(write).join('');
      if (entries.length < BATCH) return;
      after = last.seq;
    }
  }
}

function asJson(entry: AuditRecord): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, entry[name]])))}\n`;
}

function asCsv(entry: AuditRecord): string {
  return csvRow(
    columns.map((name) => {
      const value = entry[name];
      if (value instanceof Date) return value.toISOString();
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : asCell(value);
    }),
  );
}

function asCell(value: string | number | boolean | null): string | number | null {
  return typeof value === 'boolean' ? String(value) : value;
}
