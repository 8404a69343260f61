import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { providersOf } from '@almanac/platform';
import { ExportKind } from './export-kind';

/** Every kind of export that this process knows, by its name. */
@Injectable()
export class ExportKinds implements OnModuleInit {
  private readonly kinds = new Map<string, ExportKind>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where two kinds have one name: then the process does not start. */
  onModuleInit(): void {
    for (const kind of providersOf(this.discovery, ExportKind)) {
      if (this.kinds.has(kind.name)) throw new Error(`Two kinds of export are named ${kind.name}.`);
      this.kinds.set(kind.name, kind);
    }
  }

  get names(): string[] {
    return [...this.kinds.keys()].sort();
  }

  /** @throws Error for a name that there is not: a route without its kind, or a job of a version that knew more. */
  of(name: string): ExportKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`There is no export of the kind ${name}.`);
    return kind;
  }
}
