/** Counts what a feature has, cheaply: it is asked whenever an admin looks. `SystemFigures` finds it; a provider is enough. */
export abstract class FiguresReporter {
  /** By name; no two features have one of the same name. */
  abstract figures(): Promise<Readonly<Record<string, number>>>;
}
