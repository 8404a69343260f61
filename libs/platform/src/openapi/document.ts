import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { completeDocument } from './complete-document';

const TAGS: readonly [string, string][] = [
  ['auth', 'Registration, sign-in, refresh and logout.'],
  ['mfa', 'Second factors: authenticators, backup codes, trusted devices.'],
  ['passkeys', 'Passkeys: to sign in without a password.'],
  ['users', 'Your own account.'],
  ['api-keys', 'Keys by which your programs act for you.'],
  ['admin', 'Users, roles, permissions and keys of the whole system.'],
  ['planners', 'Containers of sections and activities.'],
  ['sections', 'Ordered groups of activities in a planner.'],
  ['activities', 'The unit of work: tasks, events, notes and goals.'],
  ['comments', 'What people say to each other about an activity.'],
  ['filters', 'Questions to the list of activities, kept by name.'],
  ['views', 'Today, the next days, and what is overdue.'],
  ['search', 'Planners and activities by the words in them.'],
  ['plans', 'Steps that wait for each other, and when they happen.'],
  ['templates', 'Blueprints of planners, plans, events and projects, with relative dates and variables.'],
  ['teams', 'Groups of people that own planners.'],
  ['sharing', 'Collaborators, share links and public planners.'],
  ['invitations', 'What the links of mails invite you into.'],
  ['trash', 'What was deleted in the last 30 days.'],
  ['sync', 'What changed since a client last asked, and undo.'],
  ['notifications', 'What you are told of, by which ways and when, and your devices.'],
  ['files', 'Files that people keep, and attach to what they plan.'],
  ['webhooks', 'Changes sent to your own servers, signed.'],
  ['billing', 'Plans, subscriptions, invoices, and what is used of each limit.'],
  ['exports', 'Planners as files.'],
  ['jobs', 'Work that goes on after its request, and the files that it makes.'],
  ['health', 'For probes and operators.'],
];

const DESCRIPTION = `Almanac is a self-hosted planning back-end: one sign-in, one API for everything that people plan.

**Try it here:** call \`POST /api/v1/auth/login\`, copy \`accessToken\`, press *Authorize*, paste it, and every example below works as it stands.

**Live updates:** what goes over the sockets, and a page to try them on, is at [/docs/realtime](/docs/realtime).

**One contract everywhere:** answers come as \`{ success, message?, data, meta? }\`, errors as \`{ success: false, error: { code, message, details, timestamp, requestId } }\` or, with \`Accept: application/problem+json\`, as RFC 9457. Lists take \`page\` and \`limit\` or a \`cursor\`, \`sort\`, \`order\` and \`fields\`. Writes take \`Idempotency-Key\`; versioned resources take \`If-Match\` and \`If-None-Match\`. Every request takes \`X-Request-Id\` (up to 128 letters, digits and \`._:-\`) and W3C \`traceparent\` and \`tracestate\`: both stand in the log, and go with its jobs and with what it calls outside.`;

/** The OpenAPI 3.1 document of an application, generated from its decorators and never written by hand. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Almanac')
    .setVersion('1.0.0')
    .setDescription(DESCRIPTION)
    .setContact('Almanac', 'https://almanac.local/support', 'api@almanac.local')
    .setLicense('Proprietary', 'https://almanac.local/license')
    .addServer('/', 'This installation (local, staging or production).', undefined, { 'x-internal': false })
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'Access token of `POST /api/v1/auth/login`. A JWT handled as RFC8725 advises.',
      },
      'bearer',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key made by a signed-in user.' },
      'apiKey',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'The same access token, of somebody who holds the permissions that the operation names (RFC8725).',
      },
      'adminBearer',
    )
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'X-API-Key',
        description: 'The same key, of somebody who holds the permissions that the operation names.',
      },
      'adminApiKey',
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  return completeDocument(SwaggerModule.createDocument(app, builder.build()));
}
