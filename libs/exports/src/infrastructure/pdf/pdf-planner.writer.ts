import type { PdfOptions } from '../../domain/pdf-options';
import type { DrawnPlanner } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { writtenPages } from '../written-planner';
import { PlannerPdf } from './planner-pdf';

/** A planner as a PDF to read, print and hand on (spec: exports-files.md, `POST /export/pdf`). Same planner, same bytes. */
export class PdfPlannerWriter implements PlannerWriter<PdfOptions, DrawnPlanner> {
  write(
    document: DrawnPlanner,
    options: PdfOptions,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    return writtenPages(async () => {
      const pdf = await PlannerPdf.open(document, options);
      return { canvas: pdf.canvas, steps: (turns) => pdf.steps(turns, progress) };
    }, signal);
  }
}
