import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound, type Id } from '@almanac/kernel';
import { providersOf } from '../access/providers-of';
import { AuditTrail } from '../audit';
import type { RequestContext } from '../context';
import { Database, statement, UnitOfWork } from '../database';
import { extensionOf, mediaTypeOf, safeFileName, type ByteRange, type Sendable } from '../storage';
import { DownloadGate } from './download-gate';
import { DownloadLinks } from './download-links';
import { ExportFiles } from './export-files';

/** What a signed address says. */
interface Wanted {
  expires: number;
  signature: string;
}

interface FileRow {
  userId: Id;
  type: string;
  personal: boolean;
  fileName: string;
  displayName: string | null;
  input: unknown;
}

const select = statement<FileRow>(
  'jobs.file',
  `SELECT user_id AS "userId", type, personal, file_name AS "fileName", display_name AS "displayName", input
     FROM jobs WHERE id = $1 AND file_name IS NOT NULL AND expires_at > now()`,
);

/** Gives the files of jobs out, to whoever has the signed address. */
@Injectable()
export class Downloads {
  constructor(
    private readonly links: DownloadLinks,
    private readonly files: ExportFiles,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * What is to be sent. That it was fetched is on record once it is opened.
   * @throws DomainError NOT_FOUND for an address that is not ours, GONE where it has expired, or its owner may not see any
   * more what is in it
   */
  async find(ctx: RequestContext, jobId: Id, { expires, signature }: Wanted): Promise<Sendable> {
    if (!this.links.isOurs(jobId, expires, signature)) throw notFound('File');
    const [row] = expires * 1000 > Date.now() ? await this.database.query(select, [jobId]) : [];
    const found = row && (await this.files.stat(row.fileName));
    if (!found) throw gone();
    if (!(await this.isOpen(ctx, row))) throw closed();
    return {
      name: shownName(row),
      type: mediaTypeOf(row.fileName),
      size: found.size,
      // A try of a job writes its file once.
      etag: row.fileName,
      disposition: 'attachment',
      open: (range) => this.open(ctx, jobId, row, range),
    };
  }

  private async isOpen(ctx: RequestContext, job: FileRow): Promise<boolean> {
    const gates = providersOf(this.discovery, DownloadGate);
    for (const gate of gates)
      if (job.type.startsWith(gate.typesFrom) && !(await gate.isOpen(ctx, job))) return false;
    return true;
  }

  private async open(
    ctx: RequestContext,
    jobId: Id,
    row: FileRow,
    range: ByteRange | undefined,
  ): Promise<Readable> {
    const content = await this.files.open(row.fileName, range);
    if (!content) throw gone();
    try {
      await this.record(ctx, jobId, row);
      return content;
    } catch (error) {
      content.destroy();
      throw error;
    }
  }

  /** The address tells nothing of who follows it. */
  private async record(ctx: RequestContext, jobId: Id, { userId, personal }: FileRow): Promise<void> {
    if (!personal) return;
    await this.unitOfWork.run(ctx, async (tx) => {
      this.audit.record(tx, ctx, {
        action: 'user.export.downloaded',
        actor: { type: 'user', id: null },
        resource: { type: 'user', id: userId },
        after: { jobId },
      });
    });
  }
}

/** As the job has it, with the ending of what the file is; otherwise by the type of the job: `data-export.zip`. */
function shownName({ displayName, type, fileName }: FileRow): string {
  const extension = extensionOf(fileName);
  const otherwise = `${type}.${extension}`;
  if (displayName === null) return otherwise;
  const name = extensionOf(displayName) === extension ? displayName : `${displayName}.${extension}`;
  return safeFileName(name, otherwise);
}

function closed(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('GONE', 'Whoever made this export may not see any more what is in it');
}

function gone(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('GONE', 'This link has expired; please make the export again');
}
