import { conflict, DomainError } from '@almanac/kernel';
import { templateContent, type NewTemplate, type TemplateContent } from '../../domain/templates/template';

/**
 * The content of a template whose body was made of something: what is wrong with the body is wrong with that thing, not
 * with the request.
 * @throws DomainError CONFLICT, VALIDATION_ERROR
 */
export function fitting(input: NewTemplate): TemplateContent {
  try {
    return templateContent(input);
  } catch (error) {
    const problems = error instanceof DomainError && Array.isArray(error.details) ? error.details : [];
    const inBody = problems.some(({ field }: { field: string }) => field.startsWith('body'));
    if (!inBody) throw error;
    throw conflict(`This ${input.kind} does not fit into a template`, { reason: 'does-not-fit' });
  }
}
