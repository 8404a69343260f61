import { Controller, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Ctx, type Answer, type RequestContext } from '@almanac/platform';
import type { ReadImport } from '../../application/imports/import.service';
import { exampleBoard, exampleCalendar, exampleFile, exampleTable, exampleTasks } from './examples';
import { ImportAnswers } from './import-answers';
import { ImportQueryDto } from './import.dto';
import { ImportEndpoint } from './import-endpoint';
import { Received } from './receive-import.guard';

/** Files of others, and of ours, as planners. */
@ApiTags('exports')
@Controller('import')
export class ImportsController {
  constructor(private readonly answers: ImportAnswers) {}

  @Post('json')
  @ImportEndpoint('json', {
    id: 'importPlannerFromJson',
    summary: 'Import a planner from JSON',
    description:
      'A file of `POST /export/json`: gives back the same planner, whose export is the same byte for byte.',
    example: exampleFile,
  })
  json(
    @Ctx() context: RequestContext,
    @Received() file: ReadImport,
    @Query() query: ImportQueryDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return this.answers.answer(context, { file, query, prefer, reply });
  }

  @Post('csv')
  @ImportEndpoint('csv', {
    id: 'importPlannerFromCsv',
    summary: 'Import a planner from a table',
    description:
      'CSV with commas, semicolons, tabs or bars, in UTF-8, in UTF-16 with its mark, or else in Windows-1252, as Excel writes it (then `problems` says so); the first row names the columns: those of `POST /export/csv`, or common ones such as `Task`, `List` and `Due date`.',
    example: exampleTable,
  })
  csv(
    @Ctx() context: RequestContext,
    @Received() file: ReadImport,
    @Query() query: ImportQueryDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return this.answers.answer(context, { file, query, prefer, reply });
  }

  @Post('ics')
  @ImportEndpoint('ics', {
    id: 'importPlannerFromCalendar',
    summary: 'Import a planner from a calendar',
    description:
      'iCalendar (RFC 5545): events, tasks and notes, with repetition, its exceptions, and alarms as reminders.',
    example: exampleCalendar,
  })
  calendar(
    @Ctx() context: RequestContext,
    @Received() file: ReadImport,
    @Query() query: ImportQueryDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return this.answers.answer(context, { file, query, prefer, reply });
  }

  @Post('todoist')
  @ImportEndpoint('todoist', {
    id: 'importPlannerFromTodoist',
    summary: 'Import a planner from Todoist',
    description: 'A project that was exported as a CSV template, or the JSON of the Sync API.',
    example: exampleTasks,
  })
  todoist(
    @Ctx() context: RequestContext,
    @Received() file: ReadImport,
    @Query() query: ImportQueryDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return this.answers.answer(context, { file, query, prefer, reply });
  }

  @Post('trello')
  @ImportEndpoint('trello', {
    id: 'importPlannerFromTrello',
    summary: 'Import a planner from Trello',
    description: 'The JSON export of a board: lists become sections, cards activities, labels tags.',
    example: exampleBoard,
  })
  trello(
    @Ctx() context: RequestContext,
    @Received() file: ReadImport,
    @Query() query: ImportQueryDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return this.answers.answer(context, { file, query, prefer, reply });
  }
}
