import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { DeviceService } from '../application/channels/device.service';

/** A device gets no push after its sign-out, whatever was the reason of it. Doing it twice does no harm. */
@Injectable()
@HandlesJob('notifications', 'drop-devices')
export class DropDevicesProcessor implements JobHandler<'notifications', 'drop-devices'> {
  constructor(private readonly devices: DeviceService) {}

  handle(
    { sessionIds }: JobPayload<'notifications', 'drop-devices'>,
    { context }: JobContext,
  ): Promise<void> {
    return this.devices.signedOut(context, sessionIds);
  }
}
