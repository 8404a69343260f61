import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of JSON Schema that scripts/stripe-published.mjs writes. */
export interface PublishedSchema {
  type?: string;
  enum?: (string | boolean)[];
  anyOf?: PublishedSchema[];
  properties?: Record<string, PublishedSchema>;
  required?: string[];
  items?: PublishedSchema;
  additionalProperties?: boolean | PublishedSchema;
}

interface PublishedDocument {
  info: { version: string; 'x-source': string };
  paths: Record<string, Record<string, { parameters: PublishedSchema; answer: PublishedSchema }>>;
  components: { schemas: Record<string, PublishedSchema> };
}

let document: PublishedDocument | undefined;

/** What Stripe publishes of the operations that the stand-in has. */
export function publishedApi(): PublishedDocument {
  document ??= JSON.parse(
    readFileSync(join(__dirname, '../published/stripe-api.json'), 'utf8'),
  ) as PublishedDocument;
  return document;
}

/** Whether Stripe knows a parameter, such as `line_items[][price]`, of an operation. */
export function isPublished(method: string, path: string, parameter: string): boolean {
  const schema = publishedApi().paths[path]?.[method.toLowerCase()]?.parameters;
  const parts = parameter.split(/[[\]]+/).filter((part) => part !== '');
  return schema !== undefined && knows(schema, parts);
}

function knows(schema: PublishedSchema, [name, ...rest]: string[]): boolean {
  if (name === undefined) return true;
  const choices = schema.anyOf ?? [schema];
  return choices.some((choice) => {
    if (choice.items) return knows(choice.items, [name, ...rest]);
    const inner = choice.properties?.[name];
    if (inner !== undefined) return Object.keys(inner).length === 0 || knows(inner, rest);
    return typeof choice.additionalProperties === 'object';
  });
}
