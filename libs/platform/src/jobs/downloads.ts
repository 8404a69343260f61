import type { FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { AuditTrail } from '../audit';
import type { RequestContext } from '../context';
import { Database, statement, UnitOfWork } from '../database';
import { DownloadLinks } from './download-links';
import { ExportFiles } from './export-files';

/** A file that is about to be sent; whoever takes it closes it. */
export interface Download {
  file: FileHandle;
  /** For the person: `data-export.zip`. */
  name: string;
  size: number;
}

/** What a signed address says, and whether somebody only asks what is there. */
interface Wanted {
  expires: number;
  signature: string;
  looksOnly: boolean;
}

interface FileRow {
  userId: Id;
  type: string;
  personal: boolean;
  fileName: string;
  fileSize: string;
}

const select = statement<FileRow>(
  'jobs.file',
  `SELECT user_id AS "userId", type, personal, file_name AS "fileName", file_size AS "fileSize" FROM jobs
    WHERE id = $1 AND file_name IS NOT NULL AND expires_at > now()`,
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
  ) {}

  /** @throws DomainError NOT_FOUND for an address that is not ours, GONE where it has expired */
  async open(ctx: RequestContext, jobId: Id, { expires, signature, looksOnly }: Wanted): Promise<Download> {
    if (!this.links.isOurs(jobId, expires, signature))
      throw new DomainError<ErrorCode>('NOT_FOUND', 'There is no such file');
    const [row] = expires * 1000 > Date.now() ? await this.database.query(select, [jobId]) : [];
    const file = row && (await this.files.open(row.fileName));
    if (!file)
      throw new DomainError<ErrorCode>('GONE', 'This link has expired; please make the export again');
    try {
      if (!looksOnly) await this.record(ctx, jobId, row);
    } catch (error) {
      await file.close();
      throw error;
    }
    const extension = row.fileName.split('.').at(-1) ?? 'bin';
    return { file, name: `${row.type}.${extension}`, size: Number(row.fileSize) };
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
