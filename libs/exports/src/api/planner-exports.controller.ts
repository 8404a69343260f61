import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { callerOf, Ctx, type Answer, type RequestContext } from '@almanac/platform';
import { rangeOf } from '../domain/calendar-options';
import { plannerExportAccess } from '../application/planner-export.kind';
import { ExportAnswers } from './export-answers';
import { ExportEndpoint } from './export-endpoint';
import {
  ExportCalendarBodyDto,
  ExportCsvBodyDto,
  ExportJsonBodyDto,
  ExportMarkdownBodyDto,
  type ExportJobDto,
} from './export.dto';

/** Planners as text. Of defaults the kinds know nothing: they are put in here. */
@ApiTags('exports')
@Controller('export')
export class PlannerExportsController {
  constructor(private readonly answers: ExportAnswers) {}

  @Post('json')
  @ExportEndpoint({
    id: 'exportPlannerAsJson',
    summary: 'Export a planner as JSON',
    description:
      'Lossless: `POST /import/json` gives back the same planner. It has no ids, versions, nor times of creation and export, refers by position, and is canonical (RFC 8785), so that it compares byte for byte. Files that are attached are not in it.',
    access: plannerExportAccess,
  })
  json(
    @Ctx() context: RequestContext,
    @Body() { plannerId }: ExportJsonBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    return this.answers.answer(context, { name: 'json', input: { plannerId, options: {} }, prefer, reply });
  }

  @Post('csv')
  @ExportEndpoint({
    id: 'exportPlannerAsCsv',
    summary: 'Export a planner as a table',
    description:
      'CSV (RFC 4180) in UTF-8, one row for each activity. A cell that a spreadsheet would take for a formula has an apostrophe before it.',
    access: plannerExportAccess,
  })
  csv(
    @Ctx() context: RequestContext,
    @Body() { plannerId, options = {} }: ExportCsvBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    const { includeCompleted = true } = options;
    const input = { plannerId, options: { includeCompleted } };
    return this.answers.answer(context, { name: 'csv', input, prefer, reply });
  }

  @Post('markdown')
  @ExportEndpoint({
    id: 'exportPlannerAsMarkdown',
    summary: 'Export a planner as Markdown',
    description:
      'A heading for each section, with its activities as task lists. Descriptions stay Markdown; their HTML is escaped, and their links run nothing.',
    access: plannerExportAccess,
  })
  markdown(
    @Ctx() context: RequestContext,
    @Body() { plannerId, options = {} }: ExportMarkdownBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    const { includeCompleted = true, includeNotes = true } = options;
    const input = { plannerId, options: { includeCompleted, includeNotes } };
    return this.answers.answer(context, { name: 'markdown', input, prefer, reply });
  }

  @Post('calendar')
  @ExportEndpoint({
    id: 'exportPlannerAsCalendar',
    summary: 'Export a planner as a calendar',
    description:
      'iCalendar (RFC 5545), with time zones, repetition and your own reminders as alarms. As events, activities without any date are left out; as tasks they are in it.',
    access: plannerExportAccess,
  })
  calendar(
    @Ctx() context: RequestContext,
    @Body() { plannerId, options = {} }: ExportCalendarBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    const { includeCompleted = true, component = 'vevent', dateRange } = options;
    const range = dateRange ? rangeOf(dateRange, callerOf(context).timeZone) : null;
    const input = { plannerId, options: { includeCompleted, component, range } };
    return this.answers.answer(context, { name: 'calendar', input, prefer, reply });
  }
}
