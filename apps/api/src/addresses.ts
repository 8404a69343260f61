import { RequestMethod, VersioningType, type INestApplication } from '@nestjs/common';

/** What stands outside the API's prefix. */
const OUTSIDE = [
  'health',
  'health/live',
  'health/ready',
  'health/detailed',
  'metrics',
  'dev/mail',
  'dev/sms',
  'verify-email',
  'reset-password',
  'confirm-email-change',
  'cancel-email-change',
  'invitation',
  'link-page.js',
  'share/:shareId',
  'shared-page.js',
  'unsubscribe',
];

/** Puts the API under `/api/v1` (spec: api-conventions.md, "Address and documents"). */
export function applyAddresses(app: INestApplication): void {
  app.setGlobalPrefix('api', { exclude: OUTSIDE.map((path) => ({ path, method: RequestMethod.ALL })) });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
}
