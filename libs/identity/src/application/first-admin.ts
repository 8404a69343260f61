import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '@almanac/kernel';
import { Config, LOGGER, type PinoLogger } from '@almanac/platform';
import { CreateAdmin } from './create-admin';

/** Makes the admin of `ADMIN_EMAIL` and `ADMIN_PASSWORD` when the system starts without any. */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  constructor(
    private readonly createAdmin: CreateAdmin,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.config;
    if (email === '' || password === '') return;
    try {
      const made = await this.createAdmin.createAdmin({ email, password, ifMissing: true });
      if (made) this.logger.info('the first admin was made');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // A server with accounts must come up all the same.
      this.logger.error(
        `the first admin could not be made from ADMIN_EMAIL and ADMIN_PASSWORD: ${error.message}`,
      );
    }
  }
}
