import { DateTimeField, IdField, Nested, OneOf, WebAddress } from '@almanac/platform';
import { FILE_ID } from '../domain/example-ids';
import { UploadHeadersDto } from './file.dto';

/** Where to put a file, and how. */
export class UploadDto {
  @IdField({ example: FILE_ID, description: 'Of the file, once it is complete.' })
  id!: string;

  @WebAddress({
    example:
      'http://localhost:3000/api/v1/files/stored?ticket=eyJtIjoiUFVUIn0.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190',
    description: 'Needs no other credentials: keep it to yourself.',
  })
  url!: string;

  @OneOf(['PUT'], { example: 'PUT' })
  method!: string;

  @Nested(() => UploadHeadersDto, { description: 'Headers that the request must have.' })
  headers!: UploadHeadersDto;

  @DateTimeField({ example: '2026-01-25T16:30:00.000Z' })
  expiresAt!: string;
}
