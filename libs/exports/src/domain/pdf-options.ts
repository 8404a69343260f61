/** What may be asked of the PDF of a planner (spec: `POST /export/pdf`). */
export const PDF_THEMES = ['professional', 'minimal', 'colorful'] as const;
export const PDF_LAYOUTS = ['portrait', 'landscape'] as const;
export const PDF_PAPERS = ['a4', 'letter'] as const;

export interface PdfOptions {
  /** Without: what is done is left out; the counts are of the whole planner all the same. */
  readonly includeCompleted: boolean;
  /** Without: descriptions of activities are left out. */
  readonly includeNotes: boolean;
  readonly theme: (typeof PDF_THEMES)[number];
  readonly layout: (typeof PDF_LAYOUTS)[number];
  readonly paper: (typeof PDF_PAPERS)[number];
}

export const PDF_DEFAULTS: PdfOptions = {
  includeCompleted: true,
  includeNotes: true,
  theme: 'professional',
  layout: 'portrait',
  paper: 'a4',
};

/** What was asked for, with the rest as it is where nothing is said. */
export function pdfOptions(asked: Partial<PdfOptions> = {}): PdfOptions {
  return { ...PDF_DEFAULTS, ...asked };
}
