import { invalid, missing } from './fault';
import type { FormObject, FormValue } from './form';

/** Typed reading of a request's parameters, with Stripe's own errors. */
export class Params {
  constructor(
    private readonly values: FormObject,
    private readonly path = '',
  ) {}

  /** The name as Stripe writes it in `param`. */
  named(name: string): string {
    return this.path === '' ? name : `${this.path}[${name}]`;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /** Text, or undefined when it is not there. */
  text(name: string): string | undefined {
    const value = this.emptyable(name);
    if (value !== null) return value;
    const full = this.named(name);
    throw invalid(
      `You passed an empty string for '${full}'. We assume empty values are an attempt to unset a parameter; however '${full}' cannot be unset. You should remove '${full}' from your request or supply a non-empty value.`,
      full,
      'parameter_invalid_empty',
    );
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missing(this.named(name));
    return value;
  }

  /** Null when it is sent empty, which unsets it. */
  emptyable(name: string): string | null | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string')
      throw invalid(`Invalid string: ${JSON.stringify(value)}`, this.named(name));
    return value === '' ? null : value;
  }

  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(text))
      throw invalid(`Invalid integer: ${text}`, this.named(name), 'parameter_invalid_integer');
    return Number(text);
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (text !== 'true' && text !== 'false') throw invalid(`Invalid boolean: ${text}`, this.named(name));
    return text === 'true';
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    const listed =
      choices.length > 1 ? `${choices.slice(0, -1).join(', ')}, or ${choices.at(-1) ?? ''}` : choices[0];
    throw invalid(`Invalid ${this.named(name)}: must be one of ${listed ?? ''}`, this.named(name));
  }

  object(name: string): Params | undefined {
    const value = this.value(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' || Array.isArray(value)) throw invalid('Invalid object', this.named(name));
    return new Params(value, this.named(name));
  }

  list(name: string): Params[] {
    const value = this.value(name);
    if (value === undefined || value === '') return [];
    if (!Array.isArray(value)) throw invalid('Invalid array', this.named(name));
    return value.map((element, index) => {
      const full = `${this.named(name)}[${index}]`;
      if (typeof element === 'string' || Array.isArray(element)) throw invalid('Invalid object', full);
      return new Params(element, full);
    });
  }

  texts(name: string): string[] {
    const value = this.value(name);
    if (value === undefined || value === '') return [];
    const elements = Array.isArray(value) ? value : [value];
    return elements.map((element) => {
      if (typeof element !== 'string') throw invalid('Invalid string', this.named(name));
      return element;
    });
  }

  /** Stripe merges: a name that is sent empty is taken away, and the whole sent empty takes away all. */
  metadata(before: Record<string, string> = {}): Record<string, string> {
    const value = this.value('metadata');
    if (value === undefined) return before;
    if (value === '') return {};
    if (typeof value === 'string' || Array.isArray(value))
      throw invalid('Invalid object', this.named('metadata'));
    const merged = new Map(Object.entries(before));
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== 'string') throw invalid('Metadata values must be strings', `metadata[${name}]`);
      if (text.length > 500)
        throw invalid('Metadata values can have up to 500 characters', `metadata[${name}]`);
      if (name.length > 40) throw invalid('Metadata keys can have up to 40 characters', `metadata[${name}]`);
      if (text === '') merged.delete(name);
      else merged.set(name, text);
    }
    if (merged.size > 50) throw invalid('You can have up to 50 metadata keys', 'metadata');
    return Object.fromEntries(merged);
  }

  private value(name: string): FormValue | undefined {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }
}
