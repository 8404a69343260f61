import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Counts what a feature has, cheaply: it is asked whenever an admin looks. */
export interface FiguresReporter {
  figures(): Promise<Readonly<Record<string, number>>>;
}

export const REPORTS_FIGURES = Symbol('reports-figures');

/** Marks a provider as a `FiguresReporter`. */
export function ReportsFigures(): CustomDecorator<symbol> {
  return SetMetadata(REPORTS_FIGURES, true);
}
