import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { PlannerExportKind, PlannerExporting } from '../application/planner-export.kind';
import type { CalendarOptions } from '../domain/calendar-options';
import {
  HANDWRITING_PAPERS,
  HANDWRITING_STYLES,
  type HandwritingOptions,
} from '../domain/handwriting-options';
import { PDF_LAYOUTS, PDF_PAPERS, PDF_THEMES, type PdfOptions } from '../domain/pdf-options';
import { CsvPlannerWriter, type TableOptions } from './csv/csv-planner.writer';
import { DrawingProcess } from './drawing/drawing-process';
import { HandwritingPlannerWriter } from './handwriting/handwriting-planner.writer';
import { IcsPlannerWriter } from './ics/ics-planner.writer';
import { JsonPlannerWriter } from './json/json-planner.writer';
import { MarkdownPlannerWriter, type MarkdownOptions } from './markdown/markdown-planner.writer';
import { PdfPlannerWriter } from './pdf/pdf-planner.writer';

@Injectable()
export class JsonExportKind extends PlannerExportKind<object> {
  readonly name = 'json';
  readonly extension = 'json';
  readonly writer = new JsonPlannerWriter();
  protected readonly options = z.object({});
}

@Injectable()
export class CsvExportKind extends PlannerExportKind<TableOptions> {
  readonly name = 'csv';
  readonly extension = 'csv';
  readonly writer = new CsvPlannerWriter();
  protected readonly options = z.object({ includeCompleted: z.boolean() });
}

@Injectable()
export class MarkdownExportKind extends PlannerExportKind<MarkdownOptions> {
  readonly name = 'markdown';
  readonly extension = 'md';
  readonly writer = new MarkdownPlannerWriter();
  protected readonly options = z.object({ includeCompleted: z.boolean(), includeNotes: z.boolean() });
}

@Injectable()
export class CalendarExportKind extends PlannerExportKind<CalendarOptions> {
  readonly name = 'calendar';
  readonly extension = 'ics';
  readonly writer = new IcsPlannerWriter();
  protected readonly options = z.object({
    includeCompleted: z.boolean(),
    component: z.enum(['vevent', 'vtodo']),
    range: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }).nullable(),
  });
}

@Injectable()
export class PdfExportKind extends PlannerExportKind<PdfOptions> {
  readonly name = 'pdf';
  readonly extension = 'pdf';
  readonly writer;
  protected readonly options = z.object({
    includeCompleted: z.boolean(),
    includeNotes: z.boolean(),
    theme: z.enum(PDF_THEMES),
    layout: z.enum(PDF_LAYOUTS),
    paper: z.enum(PDF_PAPERS),
  });

  constructor(exporting: PlannerExporting, drawing: DrawingProcess) {
    super(exporting);
    this.writer = drawing.writer<PdfOptions>(new PdfPlannerWriter(), (options) => ({ kind: 'pdf', options }));
  }
}

@Injectable()
export class HandwritingExportKind extends PlannerExportKind<HandwritingOptions> {
  readonly name = 'handwriting';
  readonly extension = 'pdf';
  readonly writer;
  protected readonly options = z.object({
    style: z.enum(HANDWRITING_STYLES),
    paper: z.enum(HANDWRITING_PAPERS),
    color: z.string(),
  });

  constructor(exporting: PlannerExporting, drawing: DrawingProcess) {
    super(exporting);
    this.writer = drawing.writer<HandwritingOptions>(new HandwritingPlannerWriter(), (options) => ({
      kind: 'handwriting',
      options,
    }));
  }
}

/** The formats of planners. Another one is one more name here. */
export const plannerKinds = [
  JsonExportKind,
  CsvExportKind,
  MarkdownExportKind,
  CalendarExportKind,
  PdfExportKind,
  HandwritingExportKind,
];
