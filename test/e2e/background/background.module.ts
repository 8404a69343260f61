import { Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { jobs, type JobName, type JobPayload, type QueueName } from '@almanac/contracts';
import {
  CacheModule,
  ConfigModule,
  DatabaseModule,
  firstTime,
  HandlesJob,
  LoggingModule,
  Mailer,
  MailModule,
  QueueWorkerModule,
  RoutesEvents,
  toJob,
  toRoom,
  UnitOfWork,
  WorkerHealthModule,
  type ConfigValues,
  type Delivery,
  type EventRouter,
  type JobContext,
  type JobHandler,
  type PinoLogger,
  type RelayedEvent,
} from '@almanac/platform';
import { StandstillRouter } from './standstill.router';

/** Where the events of these tests go: mails for verifications, live messages for planners, work for changes of rights. */
@Injectable()
@RoutesEvents()
export class TestRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    if (event.name === 'user.verification-requested')
      return [toJob('mail', 'verify-email', { tokenId: event.payload.tokenId })];
    if (event.name === 'user.authorisation-changed')
      return [toJob('maintenance', 'renew-states', { userId: event.payload.userId })];
    if (event.name === 'planner.updated') {
      return [toRoom(`planner:${event.payload.planner.id}`, 'planner:updated', event.payload)];
    }
    return [];
  }
}

/** Writes a mail once for each event, as every real handler of mails does. */
@Injectable()
@HandlesJob('mail', 'verify-email')
export class TestMailHandler implements JobHandler<'mail', 'verify-email'> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly mailer: Mailer,
  ) {}

  async handle(payload: JobPayload<'mail', 'verify-email'>, { eventId, context }: JobContext): Promise<void> {
    await this.unitOfWork.run(context, async (transaction) => {
      if (!(await firstTime(transaction, 'mail/verify-email', eventId))) return;
      await this.mailer.send(context, {
        id: eventId,
        to: `${payload.tokenId}@example.org`,
        subject: 'Verify',
        text: `https://example.org/verify?token=${payload.tokenId}`,
        html: `<p>${payload.tokenId}</p>`,
      });
    });
  }
}

/** A job with the handler that a test has for it. */
export interface HandlerOf {
  job: string;
  type: Type;
}

/** What the platform handles itself. */
const OF_THE_PLATFORM = 'maintenance/expire-idempotency-keys';

/** A handler that does nothing for every other job: the worker refuses to start without. */
function idleHandlers(handled: ReadonlySet<string>): Type[] {
  return (Object.keys(jobs) as QueueName[]).flatMap((queue) =>
    Object.keys(jobs[queue])
      .filter((name) => !handled.has(`${queue}/${name}`))
      .map((name) => {
        class IdleHandler {
          async handle(): Promise<void> {
            // Somebody must take the job.
          }
        }
        HandlesJob(queue, name as JobName<typeof queue>)(IdleHandler);
        Injectable()(IdleHandler);
        return IdleHandler;
      }),
  );
}

/** A worker of the platform alone, with the handlers of these tests. */
@Module({})
export class BackgroundModule {
  static with(
    config: ConfigValues,
    logger: PinoLogger,
    handlers: HandlerOf[] = [{ job: 'mail/verify-email', type: TestMailHandler }],
  ): DynamicModule {
    const handled = new Set([OF_THE_PLATFORM, ...handlers.map(({ job }) => job)]);
    return {
      module: BackgroundModule,
      imports: [
        ConfigModule.with(config),
        LoggingModule.with(logger),
        DatabaseModule,
        CacheModule,
        MailModule,
        QueueWorkerModule,
        WorkerHealthModule.with([]),
      ],
      providers: [
        TestRouter,
        StandstillRouter,
        ...handlers.map(({ type }) => type),
        ...idleHandlers(handled),
      ],
    };
  }
}
