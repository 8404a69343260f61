import { Injectable } from '@nestjs/common';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@almanac/kernel';
import { Config, type RequestContext } from '@almanac/platform';
import type { DeliveryOutcome } from '../../application/deliveries';
import type { WrittenText } from '../../application/ports/text-messages';
import { TextMessenger, type TextMessage } from '../../application/ports/text-messenger';

/** The folder in which text messages are kept where no provider is set up. */
export function textFolder(config: Pick<Config, 'DATA_DIR'>): string {
  return join(config.DATA_DIR, 'sms');
}

/** Writes each text message as a file to the data folder. One that comes twice is one file. */
@Injectable()
export class FileMessenger extends TextMessenger {
  private readonly folder: string;

  constructor(config: Config) {
    super();
    this.folder = textFolder(config);
  }

  override async send(_context: RequestContext, message: TextMessage): Promise<DeliveryOutcome> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.folder, `.${message.id}.${process.pid}`);
    const content: WrittenText = { ...message, date: systemClock.now().toISOString() };
    await writeFile(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600, flush: true });
    await rename(temporary, join(this.folder, `${message.id}.json`));
    return 'sent';
  }

  /** The same message is the same file, however often it is written. */
  override taken(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
