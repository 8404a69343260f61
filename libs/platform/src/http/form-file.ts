import { Busboy } from '@fastify/busboy';
import { invalid } from './dto/parse-dto';

/**
 * A parser of a multipart body (RFC 7578) that has one file; more than that it tells, too, to be refused.
 * @param type the Content-Type with its boundary
 * @throws DomainError VALIDATION_ERROR where there can be no body with such a boundary: it is empty, or too long
 */
export function formParser(type: string): Busboy {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      preservePath: true,
      limits: { files: 2, fields: 1, parts: 3, fieldSize: 1024, headerPairs: 20, headerSize: 16 * 1024 },
    });
  } catch {
    throw invalid([
      { field: 'file', message: 'the boundary of the multipart body is wrong', rule: 'multipart' },
    ]);
  }
}
