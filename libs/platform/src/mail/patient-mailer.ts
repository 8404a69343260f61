import type { OnApplicationShutdown } from '@nestjs/common';
import type { RequestContext } from '../context';
import { postponingWhenOpen, type Circuits } from '../outgoing';
import { Mailer, type Mail } from './mailer';
import { isServerTrouble } from './smtp-refusal';

/**
 * Leaves a mail server alone for a while that has failed several times in a row: meanwhile mails wait and use up no try
 * (spec: background.md, "External calls"). What a server says about one recipient or mail is not held against it.
 */
export class PatientMailer extends Mailer implements OnApplicationShutdown {
  constructor(
    private readonly mailer: Mailer & Partial<OnApplicationShutdown>,
    private readonly circuits: Circuits,
  ) {
    super();
  }

  async send(context: RequestContext, mail: Mail): Promise<void> {
    const refused = await postponingWhenOpen(() =>
      this.circuits.within('smtp', undefined, () => this.refusalOf(context, mail)),
    );
    if (refused) throw refused;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.mailer.onApplicationShutdown?.();
  }

  /** @throws what is wrong with the server */
  private async refusalOf(context: RequestContext, mail: Mail): Promise<Error | undefined> {
    try {
      await this.mailer.send(context, mail);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error) || isServerTrouble(error)) throw error;
      return error;
    }
  }
}
