import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { TestBody } from '@almanac/testing';
import { eventually } from './eventually';

export interface StreamEvent {
  id: number;
  job: TestBody;
}

/** A client of server-sent events that keeps all it hears. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  text = '';
  ended = false;

  private constructor(readonly answer: IncomingMessage) {
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => {
      this.text += text;
      this.read();
    });
    answer.on('close', () => (this.ended = true));
    answer.on('error', () => (this.ended = true));
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return new EventStream(answer);
  }

  get status(): number | undefined {
    return this.answer.statusCode;
  }

  get statuses(): string[] {
    return this.events.map(({ job }) => job.status as string);
  }

  async end(): Promise<void> {
    await eventually(() => {
      if (!this.ended) throw new Error(`The stream goes on: ${this.text}`);
    });
  }

  close(): void {
    this.answer.destroy();
  }

  private read(): void {
    const blocks = this.text.split('\n\n').slice(0, -1);
    this.events.length = 0;
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const [id, data] = [field('id'), field('data')];
      if (data !== undefined) this.events.push({ id: Number(id), job: JSON.parse(data) });
    }
  }
}
