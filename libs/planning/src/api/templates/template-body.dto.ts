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

function schemaOf(kind: TemplateKind): { properties: Record<string, Json>; required: readonly string[] } {
  const { properties = {}, required = [] } = z.toJSONSchema(bodySchemas[kind], {
    io: 'input',
    unrepresentable: 'any',
  });
  return { properties: properties as Record<string, Json>, required };
}

for (const kind of templateKinds) {
  const { properties, required } = schemaOf(kind);
  for (const [name, schema] of Object.entries(properties)) {
    ApiProperty({ ...schema, required: required.includes(name) })(bodyDtos[kind].prototype, name);
  }
}
