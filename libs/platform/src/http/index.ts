/** The HTTP contract in one place: what every endpoint keeps and no controller repeats. */
export * from './answer';
export * from './authenticator';
export * from './endpoint.decorator';
export * from './request';
export * from './dto/field';
export * from './dto/fields';
export * from './dto/list-fields';
export * from './dto/field-spec';
export * from './dto/parse-dto';
export * from './dto/list-query.dto';
export * from './dto/pagination.dto';
export * from './http.module';
export * from './server';
export * from './route-table';
export * from './error-body';
export * from './error-status';
export * from './error-page';
