import { ApiProperty } from '@nestjs/swagger';
import { z } from 'zod';
import { bodySchemas, templateKinds, type TemplateKind } from '../../domain/templates/body';

/**
 * Bodies of templates for the API document, made of the very schemas that check them (domain/templates/body.ts). The
 * rules that no schema can say, such as circles of steps, are told in words.
 */
export class PlannerTemplateBodyDto {}
export class PlanTemplateBodyDto {}
export class EventTemplateBodyDto {}
export class ProjectTemplateBodyDto {}

export const bodyDtos = {
  planner: PlannerTemplateBodyDto,
  plan: PlanTemplateBodyDto,
  event: EventTemplateBodyDto,
  project: ProjectTemplateBodyDto,
} as const satisfies Record<TemplateKind, new () => object>;

type Json = Record<string, unknown>;

for (const kind of templateKinds) {
  const { properties = {}, required = [] } = z.toJSONSchema(bodySchemas[kind], {
    io: 'input',
    unrepresentable: 'any',
  });
  for (const [name, schema] of Object.entries(properties)) {
    const { type, ...shown } = withNulls(schema) as Json;
    const nullable = Array.isArray(type);
    const property = { ...shown, type: nullable ? (type as string[])[0] : type, nullable };
    ApiProperty({ ...property, required: required.includes(name) } as object)(bodyDtos[kind].prototype, name);
  }
}

/** "Something or null" as one schema of two types, as everywhere else in the document. */
function withNulls(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNulls);
  if (typeof node !== 'object' || node === null) return node;
  const { anyOf, ...rest } = node as Json;
  const shown = Object.fromEntries(Object.entries(rest).map(([name, child]) => [name, withNulls(child)]));
  if (!Array.isArray(anyOf)) return shown;
  const [one, nothing] = anyOf as [Json, Json];
  const known = withNulls(one) as Json;
  return nothing['type'] === 'null' ? { ...known, ...shown, type: [known['type'], 'null'] } : node;
}
