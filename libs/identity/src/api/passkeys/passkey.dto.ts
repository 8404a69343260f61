import { Custom, DateTimeField, Flag, IdField, Int, NestedList, Text, TextList } from '@almanac/platform';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
const TIME = '2026-01-25T15:30:00.000Z';

/** JSON of WebAuthn, passed on as it is; what stands in it is the browser's affair and the library's. */
function WebauthnObject(description: string, example: object): PropertyDecorator {
  const test = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return Custom(
    [{ rule: 'isObject', test, must: 'must be an object' }],
    { type: 'object', additionalProperties: true },
    { description, example },
  );
}

export class PasskeyQuestionDto {
  @IdField({ example: ID, description: 'Names the question in the answer; good for 5 minutes, once.' })
  challengeId!: string;

  @WebauthnObject(
    'For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.',
    { challenge: 'dGhlLWNoYWxsZW5nZQ', rpId: 'localhost' },
  )
  options!: Record<string, unknown>;
}

export class PasskeyAnswerDto {
  @IdField({ example: ID })
  challengeId!: string;

  @WebauthnObject('What `credential.toJSON()` gives in the browser.', {
    id: 'AAEC',
    rawId: 'AAEC',
    type: 'public-key',
    response: { clientDataJSON: 'e30' },
    clientExtensionResults: {},
  })
  response!: Record<string, unknown>;
}

export class AddPasskeyDto extends PasskeyAnswerDto {
  @Text({ min: 1, max: 100, optional: true, example: 'Phone' })
  name?: string;
}

export class PasskeySignInDto extends PasskeyAnswerDto {
  @Text({
    max: 512,
    optional: true,
    description: 'From an earlier sign-in on this device, where the cookie is not kept.',
  })
  deviceToken?: string;
}

export class RenamePasskeyDto {
  @Text({ min: 1, max: 100, example: 'Laptop' })
  name!: string;
}

export class PasskeyDto {
  @IdField({ example: ID })
  id!: string;

  @Text({ max: 100, example: 'Phone' })
  name!: string;

  @TextList({
    maxItems: 16,
    max: 32,
    description: 'How the authenticator is reached.',
    example: ['internal'],
  })
  transports!: string[];

  @Flag({ example: true, description: 'In a keychain that carries it to other devices.' })
  backedUp!: boolean;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ nullable: true, example: TIME })
  lastUsedAt!: string | null;

  @Int({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
}

export class PasskeyListDto {
  @NestedList(() => PasskeyDto, { maxItems: 20 })
  passkeys!: PasskeyDto[];
}
