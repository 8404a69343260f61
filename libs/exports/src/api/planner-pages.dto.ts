import { type FieldCheck, type FieldOptions, field, Flag, IdField, Nested, OneOf } from '@almanac/platform';
import { PLANNER_ID } from '@almanac/planning';
import { HANDWRITING_DEFAULTS, HANDWRITING_PAPERS, HANDWRITING_STYLES } from '../domain/handwriting-options';
import { inkColor } from '../domain/ink-color';
import { PDF_DEFAULTS, PDF_LAYOUTS, PDF_PAPERS, PDF_THEMES } from '../domain/pdf-options';

const plannerId = { example: PLANNER_ID, description: 'A planner that you may read.' };
const format = {
  optional: true,
  example: 'pdf',
  description: 'Where it is said, it is the format of this address.',
};
const unless = (value: string, text: string): FieldOptions => ({
  optional: true,
  example: value,
  description: `${text}; \`${value}\` where nothing is said.`,
});

export class PdfOptionsDto {
  @Flag({
    optional: true,
    example: true,
    description: 'Completed activities, too; yes where nothing is said.',
  })
  includeCompleted?: boolean;

  @Flag({
    optional: true,
    example: true,
    description: 'Descriptions of activities; yes where nothing is said.',
  })
  includeNotes?: boolean;

  @OneOf(PDF_THEMES, unless(PDF_DEFAULTS.theme, 'How it looks'))
  theme?: (typeof PDF_THEMES)[number];

  @OneOf(PDF_LAYOUTS, unless(PDF_DEFAULTS.layout, 'How the page stands'))
  layout?: (typeof PDF_LAYOUTS)[number];

  @OneOf(PDF_PAPERS, unless(PDF_DEFAULTS.paper, 'The size of the page'))
  paper?: (typeof PDF_PAPERS)[number];
}

export class ExportPdfBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['pdf'], format)
  format?: string;

  @Nested(() => PdfOptionsDto, { optional: true })
  options?: PdfOptionsDto;
}

/** The name of a CSS colour, or its hexadecimal form. */
function InkColor(options: FieldOptions): PropertyDecorator {
  const check: FieldCheck = {
    rule: 'isColor',
    test: (value) => typeof value === 'string' && inkColor(value) !== undefined,
    must: 'must be the name of a CSS colour, or one such as #1f3d8a',
  };
  return field({ checks: [check], schema: { type: 'string', maxLength: 24 } }, options);
}

export class HandwritingOptionsDto {
  @OneOf(HANDWRITING_STYLES, unless(HANDWRITING_DEFAULTS.style, 'The hand'))
  style?: (typeof HANDWRITING_STYLES)[number];

  @OneOf(HANDWRITING_PAPERS, unless(HANDWRITING_DEFAULTS.paper, 'The paper'))
  paper?: (typeof HANDWRITING_PAPERS)[number];

  @InkColor(unless(HANDWRITING_DEFAULTS.color, 'The ink, as CSS names colours or in hexadecimal'))
  color?: string;
}

export class ExportHandwritingBodyDto {
  @IdField(plannerId)
  plannerId!: string;

  @OneOf(['pdf'], format)
  format?: string;

  @Nested(() => HandwritingOptionsDto, { optional: true })
  options?: HandwritingOptionsDto;
}
