import { Injectable } from '@nestjs/common';
import { Config } from '@almanac/platform';

/** Where people see things: the operator's front-end, if there is one. The API has no pages of its own for them. */
@Injectable()
export class FrontEnd {
  private readonly base: string | undefined;

  constructor({ APP_URL }: Config) {
    this.base = APP_URL === '' ? undefined : APP_URL.replace(/\/+$/, '');
  }

  /** Its first page; nothing where there is no front-end. */
  get home(): string | undefined {
    return this.base;
  }

  /** The page at a path such as `/activities/…`; nothing where there is no front-end, or nothing to see. */
  urlOf(path: string | null): string | undefined {
    return path === null || this.base === undefined ? undefined : `${this.base}${path}`;
  }
}
