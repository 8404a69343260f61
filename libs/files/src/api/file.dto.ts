import { DateTimeField, IdField, Int, OneOf, Text, WebAddress } from '@almanac/platform';
import { FILE_ID } from '../domain/example-ids';
import { MAX_NAME_BYTES } from '../domain/file';

const MAX_SIZE = Number.MAX_SAFE_INTEGER;
const USER_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
const TIME = '2026-01-25T15:30:00.000Z';
const nullable = true;

/** A file that somebody keeps. */
export class FileDto {
  @IdField({ example: FILE_ID })
  id!: string;

  @IdField({ example: USER_ID, description: 'Whose it is, and against whose storage it counts.' })
  userId!: string;

  @Text({ max: 255, example: 'pattern.pdf' })
  name!: string;

  @Text({ max: 200, example: 'application/pdf', description: 'Found from the bytes.' })
  type!: string;

  @Int({ min: 0, max: MAX_SIZE, example: 48_213, description: 'In bytes, as it is stored.' })
  size!: number;

  @OneOf(['pending', 'ready'], { example: 'ready', description: '`pending`: its bytes are not here yet.' })
  status!: string;

  @Int({ min: 1, max: 2 ** 31 - 1, nullable, example: null, description: 'Of an image, in pixels.' })
  width!: number | null;

  @Int({ min: 1, max: 2 ** 31 - 1, nullable, example: null, description: 'Of an image, in pixels.' })
  height!: number | null;

  @Text({
    max: 64,
    nullable,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    description: 'SHA-256 of what was uploaded, in hexadecimal.',
  })
  sha256!: string | null;

  @Int({ min: 1, max: 2 ** 31 - 1, example: 1, description: 'Grows when an upload is completed.' })
  version!: number;

  @WebAddress({
    nullable,
    example:
      'http://localhost:3000/api/v1/files/stored?ticket=eyJtIjoiR0VUIn0.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190',
    description: 'Needs no other credentials, until `downloadExpiresAt`.',
  })
  downloadUrl!: string | null;

  @DateTimeField({ nullable, example: '2026-01-25T16:30:00.000Z' })
  downloadExpiresAt!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;
}

/** A file that is to be put past the API. */
export class CreateUploadDto {
  @Text({
    min: 1,
    max: 4096,
    example: 'pattern.pdf',
    description: `Its last part has at most ${MAX_NAME_BYTES} bytes.`,
  })
  name!: string;

  @Int({ min: 1, max: MAX_SIZE, example: 48_213, description: 'In bytes; exactly so many are to be put.' })
  size!: number;

  @Text({ min: 1, max: 200, example: 'application/pdf', description: 'Its media type.' })
  type!: string;
}

/** The headers of the request that puts the file. */
export class UploadHeadersDto {
  @Text({ max: 200, optional: true, example: 'application/pdf' })
  'content-type'?: string;

  @Text({ max: 20, optional: true, example: '48213' })
  'content-length'?: string;

  @Text({ max: 50, optional: true, example: '48213,48213', description: 'Where Google keeps the files.' })
  'x-goog-content-length-range'?: string;
}
