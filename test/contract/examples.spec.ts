import Ajv from 'ajv/dist/2020';
import { ExampleFileService } from '@almanac/files';
import { ExampleAccessService } from '@almanac/identity';
import { ExamplePlannerService, ExamplePlanService, ExampleTemplateService } from '@almanac/planning';
import { PasswordHasher, RequestContext } from '@almanac/platform';
import { createTestApp, StripeStandIn, type TestApp, type TestAnswer } from '@almanac/testing';
import { ExampleWebhookService } from '@almanac/webhooks';

/** The parts of an OpenAPI document that this test reads. */
interface Schema {
  example?: unknown;
}
/** Of an answer: what it may say. */
interface Message {
  example?: string;
  examples?: string[];
}
interface Media {
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Operation {
  operationId: string;
  responses: Record<
    string,
    { content?: Record<string, { schema?: { properties?: { message?: Message } } }> }
  >;
  security: object[];
  parameters?: { name: string; in: string; required?: boolean; example?: unknown; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
}

/** The password of the examples; whoever tries them has it. */
const PASSWORD = 'Analytical-Engine-1843';
/** Needs what only a mail, an authenticator, an outside provider, a session, a job or a sign-in under way has, or is refused. */
const CANNOT = [
  'verifyEmail',
  'resetPassword',
  'confirmEmailChange',
  'cancelEmailChange',
  'endSession',
  'getInvitation',
  'acceptInvitation',
  'declineInvitation',
  // Have what only a share link has, or are refused to the owner.
  ...['getSharedPlanner', 'openSharedPlanner', 'leavePlanner', 'leavePlan'],
  // Have what only an upload or a signed address has.
  ...['uploadFile', 'completeUpload', 'downloadStored', 'uploadStored', 'getThumbnail'],
  // Only what happens makes one.
  'deleteNotification',
  // Refused while it owns the planner that another example makes.
  'deleteTeam',
  'verifyMfaSetup',
  'renewBackupCodes',
  'deleteMfa',
  'disableMfa',
  'distrustDevice',
  // Their ids come from the server.
  ...['getDevice', 'deleteDevice'],
  'answerMfaChallenge',
  // Need a subscription that somebody has paid for, or Stripe's own signature.
  ...['cancelSubscription', 'resumeSubscription', 'changeSubscription', 'receiveStripeEvent'],
  'askMfaPasskey',
  'addPasskey',
  'loginByPasskey',
  'renamePasskey',
  'deletePasskey',
  ...['beginProviderSignIn', 'exchangeProviderCode', 'signInWithGoogleToken', 'linkAccount', 'unlinkAccount'],
  ...['Google', 'Github', 'Microsoft'].flatMap((name) => [`goTo${name}`, `comeBackFrom${name}`]),
  // Whoever the examples are about has no second factor.
  'resetUserMfa',
  ...['getUser', 'updateUser', 'listUserSessions', 'endUserSessions', 'resetUserMfa', 'impersonateUser'],
  // A comparison is whatever was begun.
  'getBillingReconciliation',
  ...['getDeadLetter', 'retryDeadLetter', 'discardDeadLetter'],
  // Take no JSON.
  ...['importPlannerFromCsv', 'importPlannerFromCalendar'],
  ...['getJob', 'cancelJob', 'streamJob', 'downloadExport', 'deleteMe', 'deleteMeByPost'],
];
/** At once: it names all sections that there are in the beginning. */
const FIRST = ['orderSections'];
/** In the end: they take away what others need. */
const LAST = [
  'changePassword',
  'transferPlanner',
  'removeCollaborator',
  'transferPlan',
  'removePlanCollaborator',
  'deleteShareLink',
  'revokeTeamInvitation',
  'removeTeamMember',
  'deleteApiKey',
  'deleteRole',
  'deleteFilter',
  'deleteWebhook',
  'deleteFile',
  'deleteActivity',
  'deletePlan',
  'deleteSection',
  'deletePlanner',
  'deleteTemplate',
  'logout',
  'signOut',
];

let app: TestApp;
let stripe: StripeStandIn;
let token: string;
let schemas: Ajv;
let document: {
  paths: Record<string, Record<string, Operation>>;
};

beforeAll(async () => {
  // So that nobody need be asked for the address of the example.
  stripe = await StripeStandIn.start();
  stripe.seedPlans();
  const config = { ...stripe.settings, WEBHOOK_ALLOWED_HOSTS: 'example.com:443' };
  app = await createTestApp({ config });
  // As `npm start` makes it: the examples are the admin's.
  const owner = await app.user({ tier: 'premium', admin: true });
  token = owner.token;
  const hash = await app.get(PasswordHasher).hash(PASSWORD);
  await app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [owner.id, hash]);
  await app.get(ExamplePlannerService).make(RequestContext.system(), owner.id);
  await app.get(ExamplePlanService).make(RequestContext.system(), owner.id);
  await app.get(ExampleTemplateService).make(RequestContext.system(), owner.id);
  await app.get(ExampleFileService).make(RequestContext.system(), owner.id);
  await app.get(ExampleWebhookService).make(RequestContext.system(), owner.id);
  await app.get(ExampleAccessService).make(RequestContext.system(), owner.id);
  document = (await app.request('GET', '//openapi.json')).body;
  schemas = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  schemas.addSchema(document, 'document');
});
afterAll(async () => {
  await app.close();
  await stripe.stop();
});

async function tryOut(method: string, path: string, operation: Operation): Promise<TestAnswer> {
  let address = path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === 'query' && parameter.required)
      query.set(parameter.name, String(parameter.example ?? parameter.schema.example));
    if (parameter.in !== 'path') continue;
    address = address.replace(`{${parameter.name}}`, String(parameter.example ?? parameter.schema.example));
  }
  const body = operation.requestBody?.content['application/json'];
  const open = operation.security.some((way) => Object.keys(way).length === 0);
  const asked = query.size > 0 ? `?${query.toString()}` : '';
  return app.request(method.toUpperCase(), `/${address}${asked}`, {
    // Nobody works jobs off here: exports are not to be waited for.
    headers: { prefer: 'respond-async' },
    ...(open ? {} : { token }),
    ...(body ? { body: body.example ?? Object.values(body.examples ?? {})[0]?.value } : {}),
  });
}

it('has examples that work as they stand', async () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  const place = ({ operation }: { operation: Operation }) =>
    FIRST.includes(operation.operationId) ? -2 : LAST.indexOf(operation.operationId);
  const ordered = operations
    .filter(({ operation }) => !CANNOT.includes(operation.operationId))
    .sort((left, right) => place(left) - place(right));
  expect(ordered.length).toBeGreaterThan(35);
  const failed: string[] = [];
  const unsaid: string[] = [];
  const misdescribed: string[] = [];
  let cookie: string | undefined;
  for (const { method, path, operation } of ordered) {
    const answer =
      operation.operationId === 'refreshTokens' && cookie !== undefined
        ? await app.request('POST', '/auth/refresh', { body: {}, headers: { cookie } })
        : await tryOut(method, path, operation);
    if (operation.operationId === 'login')
      cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
    if (answer.status < 300) misdescribed.push(...differences(method, path, answer));
    if (answer.status >= 300)
      failed.push(`${operation.operationId} ${answer.status} ${answer.text.slice(0, 300)}`);
    else if (!says(operation, answer)) unsaid.push(`${operation.operationId}: ${answer.body.message}`);
  }
  expect(failed).toEqual([]);
  expect(misdescribed).toEqual([]);
  // What answers say in words is what the document says of them.
  expect(unsaid).toEqual([]);
}, 60_000);

/** How the body of an answer is not what the document says of it. */
function differences(method: string, path: string, { status, body }: TestAnswer): string[] {
  const place = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
  const found = place.reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined),
    document,
  );
  if (found === undefined) return [];
  const pointer = place
    .map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const fits = schemas.compile({ $ref: `document#/${pointer}` });
  return fits(body) ? [] : [`${method} ${path} ${status}: ${schemas.errorsText(fits.errors)}`];
}

function says({ responses }: Operation, { status, body }: TestAnswer): boolean {
  const schema = responses[String(status)]?.content?.['application/json']?.schema;
  const { example, examples = [example] } = schema?.properties?.message ?? {};
  return examples.includes(body?.message);
}
