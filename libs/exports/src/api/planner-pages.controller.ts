import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Ctx, type Answer, type RequestContext } from '@almanac/platform';
import { plannerExportAccess } from '../application/planner-export.kind';
import { handwritingOptions } from '../domain/handwriting-options';
import { pdfOptions } from '../domain/pdf-options';
import { ExportAnswers } from './export-answers';
import { ExportEndpoint } from './export-endpoint';
import type { ExportJobDto } from './export.dto';
import { ExportHandwritingBodyDto, ExportPdfBodyDto } from './planner-pages.dto';

/** Planners as pages to read and print. Of defaults the kinds know nothing: they are put in here. */
@ApiTags('exports')
@Controller('export')
export class PlannerPagesController {
  constructor(private readonly answers: ExportAnswers) {}

  @Post('pdf')
  @ExportEndpoint({
    id: 'exportPlannerAsPdf',
    summary: 'Export a planner as a PDF',
    description:
      'A cover with figures and progress, a bookmark for each section, checklists, dates in the planner’s time zone, numbered pages. Text can be selected and searched in any script that the bundled fonts have; what none has is a box. Markdown of descriptions is set lightly and runs nothing.',
    access: plannerExportAccess,
  })
  pdf(
    @Ctx() context: RequestContext,
    @Body() { plannerId, options: asked }: ExportPdfBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    const options = pdfOptions(asked);
    return this.answers.answer(context, { name: 'pdf', input: { plannerId, options }, prefer, reply });
  }

  @Post('handwriting')
  @ExportEndpoint({
    id: 'exportPlannerAsHandwriting',
    summary: 'Export a planner as if written by hand',
    description:
      'A PDF on drawn paper (A4), in a hand that wavers a little, and the same way each time: the same planner gives the same file. Text can be selected and searched.',
    access: plannerExportAccess,
  })
  handwriting(
    @Ctx() context: RequestContext,
    @Body() { plannerId, options: asked }: ExportHandwritingBodyDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ExportJobDto>> {
    const options = handwritingOptions(asked);
    return this.answers.answer(context, {
      name: 'handwriting',
      input: { plannerId, options },
      prefer,
      reply,
    });
  }
}
