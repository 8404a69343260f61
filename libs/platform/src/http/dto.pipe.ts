import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { fieldsOf } from './dto/field-spec';
import { parseDto } from './dto/parse-dto';

/** Bodies and queries become their DTOs; everything else passes. */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !isDto(metatype)) return value;
    return parseDto(metatype, value ?? (type === 'query' || mayBeAbsent(metatype) ? {} : undefined), type);
  }
}

const NOT_DTOS = new Set<unknown>([String, Number, Boolean, Array, Object, undefined]);

function isDto(type: unknown): type is new () => object {
  return !NOT_DTOS.has(type) && typeof type === 'function' && fieldsOf(type as new () => object).size > 0;
}

/** A DTO class that says `static readonly mayBeAbsent = true` stands for no body at all, too. */
function mayBeAbsent(type: object): boolean {
  return Reflect.get(type, 'mayBeAbsent') === true;
}
