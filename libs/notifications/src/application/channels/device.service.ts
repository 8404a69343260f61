import { Injectable } from '@nestjs/common';
import { newId, unseen, validationError, type Id } from '@almanac/kernel';
import {
  AddressGuard,
  AddressRefusedError,
  callerOf,
  Database,
  UnitOfWork,
  sessionOf,
  type RequestContext,
} from '@almanac/platform';
import type { PushAddress } from '../../domain/channels/push-address';
import { DeviceStore, type Device } from '../ports/device-store';
import { PushSetup } from '../ports/push-setup';

/** As many as a person may have a use for; beyond them those go that were registered longest ago. */
const DEVICES = 20;

/** The devices that a person gets push on. */
@Injectable()
export class DeviceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly store: DeviceStore,
    private readonly guard: AddressGuard,
    private readonly push: PushSetup,
  ) {}

  /** What a client needs to register; null where the operator has not set it up. */
  setup(): { web: { publicKey: string } | null; fcm: { projectId: string } | null } {
    const { vapid, firebaseProject } = this.push;
    return {
      web: vapid ? { publicKey: vapid.publicKey } : null,
      fcm: firebaseProject === undefined ? null : { projectId: firebaseProject },
    };
  }

  /**
   * Until the session ends. Harmless when repeated: apps do it at each start. A device that another account has had is this one's from then on.
   * @throws DomainError VALIDATION_ERROR where the endpoint leads to where we call nobody
   */
  async register(ctx: RequestContext, address: PushAddress, name: string | null): Promise<Device> {
    const { userId, sessionId } = sessionOf(ctx);
    if (address.kind === 'web') await this.guarded(address.endpoint);
    return this.unitOfWork.run(ctx, (tx) =>
      this.store.register(tx, { id: newId(), userId, sessionId, address, name }, DEVICES),
    );
  }

  list(ctx: RequestContext): Promise<Device[]> {
    return this.store.list(this.database, callerOf(ctx).userId);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async get(ctx: RequestContext, id: Id): Promise<Device> {
    const device = (await this.list(ctx)).find((one) => one.id === id);
    if (!device) throw unseen('Device', await this.store.exists(this.database, id));
    return device;
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async remove(ctx: RequestContext, id: Id): Promise<void> {
    const userId = callerOf(ctx).userId;
    await this.unitOfWork.run(ctx, async (tx) => {
      if (!(await this.store.remove(tx, userId, id))) throw unseen('Device', await this.store.exists(tx, id));
    });
  }

  /** The sessions have ended, and what was registered in them gets no more push. */
  async signedOut(ctx: RequestContext, sessionIds: readonly Id[]): Promise<void> {
    await this.unitOfWork.run(ctx, (tx) => this.store.removeOf(tx, sessionIds));
  }

  private async guarded(endpoint: string): Promise<void> {
    try {
      await this.guard.check(endpoint);
    } catch (error) {
      if (!(error instanceof AddressRefusedError)) throw error;
      throw validationError({
        field: 'subscription.endpoint',
        message: error.message,
        rule: 'isPublicAddress',
      });
    }
  }
}
