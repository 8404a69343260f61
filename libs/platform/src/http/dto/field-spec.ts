/** A JSON Schema, as the OpenAPI document shows it. */
export type Schema = Readonly<Record<string, unknown>>;

/** One rule on one value: the same test serves the quick check and the error messages. */
export interface FieldCheck {
  rule: string;
  test: (value: unknown) => boolean;
  /** What the value must be, to follow the field's name: "must be at most 200 characters". */
  must: string;
}

/** All that is known of one property of a DTO. */
export interface FieldSpec {
  name: string;
  optional: boolean;
  nullable: boolean;
  checks: readonly FieldCheck[];
  /** Harmless clean-up before the checks, such as trimming an e-mail address. */
  normalise?: ((value: unknown) => unknown) | undefined;
  /** Turns the text of a query parameter into the value; what does not fit is left as it is, for the checks to refuse. */
  fromText?: ((value: string) => unknown) | undefined;
  /** The DTO class of a nested object, or of the items of a list; `apart`: its users parse each of these themselves. */
  nested?: { type: () => DtoClass; list: boolean; apart?: boolean } | undefined;
  schema: Schema;
}

/** A class whose properties carry field decorators. */
export type DtoClass = new () => object;

const registry = new WeakMap<object, Map<string, FieldSpec>>();

export function registerField(prototype: object, spec: FieldSpec): void {
  const own = registry.get(prototype) ?? new Map<string, FieldSpec>();
  own.set(spec.name, spec);
  registry.set(prototype, own);
}

/** The fields of a DTO class, those of its base classes first. */
export function fieldsOf(type: DtoClass): ReadonlyMap<string, FieldSpec> {
  const fields = new Map<string, FieldSpec>();
  const chain: object[] = [];
  let prototype: unknown = type.prototype;
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    chain.unshift(prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
  for (const link of chain) for (const [name, spec] of registry.get(link) ?? []) fields.set(name, spec);
  return fields;
}
