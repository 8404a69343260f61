import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Id } from '@almanac/kernel';
import type { Transaction } from '../database';
import { marked } from '../queue/discovery';
import {
  HOLDS_PERSONAL_DATA,
  type PersonalDataHolder,
  type PersonalFile,
  type PersonalPart,
} from './personal-data-holder';
import type { Snapshot } from './snapshot';

/** All that the system holds on a person, wherever it is kept. */
@Injectable()
export class PersonalData implements OnModuleInit {
  private holders: readonly PersonalDataHolder[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where a marked class is no holder, or two have the same name. */
  onModuleInit(): void {
    const holders = marked(this.discovery, HOLDS_PERSONAL_DATA).map(({ instance, className }) => {
      if (!isHolder(instance)) throw new Error(`${className} holds personal data and does not say how.`);
      return instance;
    });
    const names = holders.map(({ name }) => name);
    if (new Set(names).size < names.length)
      throw new Error(`Holders of personal data need names of their own: ${names.join(', ')}.`);
    this.holders = holders.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Its parts, named by holder and part: `planning/activities`. */
  parts(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return this.holders.flatMap((holder) =>
      holder.export(snapshot, userId).map(({ name, rows }) => ({ name: `${holder.name}/${name}`, rows })),
    );
  }

  /** What they have uploaded, named by holder: `files/content/<id>/pattern.pdf`. */
  async files(userId: Id): Promise<PersonalFile[]> {
    const files: PersonalFile[] = [];
    for (const holder of this.holders)
      for await (const file of holder.exportFiles?.(userId) ?? [])
        files.push({ ...file, name: `${holder.name}/content/${file.name}` });
    return files;
  }

  async eraseFiles(userId: Id): Promise<void> {
    for (const holder of this.holders) await holder.eraseFiles?.(userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const holder of this.holders) await holder.erase(tx, userId);
  }
}

function isHolder(value: object): value is PersonalDataHolder {
  return (
    'name' in value &&
    typeof value.name === 'string' &&
    ['export', 'erase'].every((method) => typeof Reflect.get(value, method) === 'function')
  );
}
