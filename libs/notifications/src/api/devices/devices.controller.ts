import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { DeviceService } from '../../application/channels/device.service';
import { DeviceDto, DevicesDto, PushSetupDto, RegisterDeviceDto, toDeviceDto } from './device.dto';
import { pushAddressOf } from './push-address-of';

const DEVICE_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4bd1';
const bearer = ['bearer'] as const;

@ApiTags('notifications')
@Controller()
export class DevicesController {
  constructor(private readonly devices: DeviceService) {}

  @Get('push')
  @Endpoint({
    id: 'getPushSetup',
    summary: 'Get what a client needs to register for push',
    description: 'What an app or a browser must know before it registers.',
    access: [],
    data: PushSetupDto,
  })
  setup(): Answer {
    return ok(this.devices.setup());
  }

  @Post('users/me/devices')
  @Endpoint({
    id: 'registerDevice',
    summary: 'Register a device for push',
    description:
      'To be called at each start of the app: the same device stays one. It gets push until the session ends in which it was registered: by sign-out, because it was revoked, by a change of the password elsewhere, or as it expires. A device that somebody else has registered before is theirs no more. Of each person the 20 that were registered last are kept, and dead ones are dropped.',
    message: 'Device registered',
    access: ['write:own-profile'],
    credentials: bearer,
    data: DeviceDto,
    status: 201,
  })
  async register(@Ctx() ctx: RequestContext, @Body() body: RegisterDeviceDto): Promise<Answer> {
    const device = await this.devices.register(ctx, pushAddressOf(body), body.name ?? null);
    const location = `/api/v1/users/me/devices/${device.id}`;
    return created(toDeviceDto(device), { location });
  }

  @Get('users/me/devices')
  @Endpoint({
    id: 'listDevices',
    summary: 'List your devices for push',
    description: 'Those registered last come first. Tokens and keys are never shown.',
    access: ['read:own-profile'],
    credentials: bearer,
    data: DevicesDto,
  })
  async list(@Ctx() ctx: RequestContext): Promise<Answer> {
    return ok({ devices: (await this.devices.list(ctx)).map(toDeviceDto) });
  }

  @Get('users/me/devices/:id')
  @Endpoint({
    id: 'getDevice',
    summary: 'Get a device for push',
    access: ['read:own-profile'],
    credentials: bearer,
    data: DeviceDto,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', DEVICE_ID) id: string): Promise<Answer> {
    return ok(toDeviceDto(await this.devices.get(ctx, id)));
  }

  @Delete('users/me/devices/:id')
  @Endpoint({
    id: 'deleteDevice',
    summary: 'Unregister a device from push',
    description: 'Sign-out does it by itself.',
    message: 'Device deleted',
    access: ['write:own-profile'],
    credentials: bearer,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', DEVICE_ID) id: string): Promise<Answer> {
    await this.devices.remove(ctx, id);
    return done();
  }
}
