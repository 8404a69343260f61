import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { created, Ctx, Endpoint, JsonText, type Answer, type RequestContext } from '@almanac/platform';
import { QuickAddService } from '../../application/quick-add/quick-add.service';
import { operation } from '../written';
import { QuickAddDto, QuicklyAddedDto } from './quick-add.dto';

@ApiTags('activities')
@Controller('activities/quick-add')
export class QuickAddController {
  constructor(private readonly lines: QuickAddService) {}

  @Post()
  @Endpoint({
    id: 'quickAddActivity',
    summary: 'Create an activity from one line of natural language',
    description:
      'It is read in your language and time zone. Besides times it knows `#tag`, `!high` or `!!1` to `!!4`, `for 45m` or `for 1h30`, and `every 6 months`. Without a section it goes to the one that you used last, or to an inbox that is made for you.',
    message: 'Activity created successfully',
    access: ['write:own-activities', 'write:own-planners'],
    operation: true,
    data: QuicklyAddedDto,
    status: 201,
    errors: ['CONFLICT', 'MAX_PLANNERS_REACHED', 'NOT_FOUND'],
  })
  async add(@Ctx() ctx: RequestContext, @Body() { text, sectionId }: QuickAddDto): Promise<Answer> {
    const { id, json, operationId, understood } = await this.lines.add(ctx, text, sectionId?.toLowerCase());
    return created(new JsonText(`{"activity":${json},"understood":${JSON.stringify(understood)}}`), {
      location: `/api/v1/activities/${id}`,
      etag: 'v1',
      ...operation(operationId),
    });
  }
}
