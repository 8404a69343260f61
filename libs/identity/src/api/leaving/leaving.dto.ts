import { DateTimeField, IdField, PasswordField } from '@almanac/platform';

const JOB_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b31';

export class DeleteMeDto {
  static readonly mayBeAbsent = true;

  @PasswordField({
    optional: true,
    example: 'Analytical-Engine-1843',
    description: 'Of your account. Where it has none, sign in or prove again that it is you, shortly before.',
  })
  password?: string;
}

export class DeletedMeDto {
  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  deletedAt!: string;

  @DateTimeField({
    example: '2026-02-24T15:30:00.000Z',
    description: 'Until then a sign-in restores the account; after that it is gone for good.',
  })
  purgeAt!: string;

  @IdField({
    example: JOB_ID,
    description: 'The job that exports your data. You are signed out by now: its link comes by mail.',
  })
  exportJobId!: string;
}

export class DataExportDto {
  @IdField({ example: JOB_ID })
  jobId!: string;
}
