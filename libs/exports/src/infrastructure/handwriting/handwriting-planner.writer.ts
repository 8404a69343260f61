import type { HandwritingOptions } from '../../domain/handwriting-options';
import type { DrawnPlanner } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { writtenPages } from '../written-planner';
import { PlannerHandwriting } from './planner-handwriting';

/**
 * A planner as if written by hand (spec: exports-files.md, `POST /export/handwriting`), always on A4. What it shows does
 * not depend on the time of writing: the same planner gives the same bytes on any day.
 */
export class HandwritingPlannerWriter implements PlannerWriter<HandwritingOptions, DrawnPlanner> {
  write(
    document: DrawnPlanner,
    options: HandwritingOptions,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    return writtenPages(async () => {
      const pages = await PlannerHandwriting.open(document, options);
      return { canvas: pages.canvas, steps: (turns) => pages.steps(turns, progress) };
    }, signal);
  }
}
