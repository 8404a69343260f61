import type { FastifyReply, FastifyRequest } from 'fastify';
import { cutOff, declaredTypeOf, fileOfForm, isMultipart, longBody, type FileTaker } from '@almanac/platform';
import { wrongType } from '../domain/refusals';

/**
 * Gives the one file of a request to whoever takes it, as it comes in.
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE where it is not multipart, VALIDATION_ERROR where there is no file or more
 * than that, and what `take` throws
 */
export async function fileOf<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  taker: FileTaker<T>,
): Promise<T> {
  const type = declaredTypeOf(request);
  if (!isMultipart(type)) throw wrongType('Send the file as multipart/form-data, in the field `file`');
  const body = longBody(request);
  try {
    return await fileOfForm(body, type, taker);
  } catch (error) {
    body.destroy();
    cutOff(request, reply);
    throw error;
  }
}
