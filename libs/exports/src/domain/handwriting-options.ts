/** What may be asked of the handwritten form of a planner (spec: `POST /export/handwriting`). */
export const HANDWRITING_STYLES = ['cursive', 'print'] as const;
export const HANDWRITING_PAPERS = ['lined', 'grid', 'plain'] as const;

export interface HandwritingOptions {
  readonly style: (typeof HANDWRITING_STYLES)[number];
  readonly paper: (typeof HANDWRITING_PAPERS)[number];
  /** Of the ink: what `inkColor` takes. */
  readonly color: string;
}

export const HANDWRITING_DEFAULTS: HandwritingOptions = {
  style: 'cursive',
  paper: 'lined',
  color: '#1f3d8a',
};

/** What was asked for, with the rest as it is where nothing is said. */
export function handwritingOptions(asked: Partial<HandwritingOptions> = {}): HandwritingOptions {
  return { ...HANDWRITING_DEFAULTS, ...asked };
}
