/** What the parts of a planner's PDF that tell of the whole are set with. */
import type { PdfOptions } from '../../domain/pdf-options';
import type { Row } from '../typography/flow';
import type { PdfCanvas } from '../typography/pdf-canvas';
import type { Column } from '../typography/text-rows';
import type { Calendar } from '../written-words';
import type { PdfTheme } from './pdf-theme';

/** What the cover tells of a section. */
export interface SectionLine {
  readonly index: number;
  readonly title: string;
  readonly color: string | null;
  readonly activities: number;
  readonly completed: number;
}

export interface CoverSetting {
  readonly canvas: PdfCanvas;
  readonly theme: PdfTheme;
  readonly calendar: Calendar;
  readonly options: PdfOptions;
  readonly column: Column;
  /** As the planner's title runs: what goes with it is on the right. */
  readonly rightToLeft: boolean;
}

export const spacer = (height: number, keep = false): Row => ({
  height,
  keepWithNext: keep,
  draw: () => undefined,
});

export const landscape = ({ canvas }: CoverSetting): boolean => canvas.paper.width > canvas.paper.height;
