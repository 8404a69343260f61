import type { BodyByKind } from '../body';

/** A template that comes with the product. Its id never changes: a release that changes the template finds it by it. */
export type BundledTemplate = {
  [Kind in 'planner' | 'plan']: {
    id: string;
    name: string;
    description: string;
    category: string;
    tags: string[];
    kind: Kind;
    body: BodyByKind[Kind];
  };
}['planner' | 'plan'];
