import { RequestContext } from '@almanac/platform';
import { SearchIndexer } from '@almanac/planning';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { person, type Person } from './support';

export interface Result {
  type: string;
  id: string;
  title: string;
  snippet: string;
  score: number;
  plannerId?: string;
  activityId?: string;
}

/** Ada's household, and what is found in it. */
export class SearchScene {
  private constructor(
    readonly app: TestApp,
    readonly ada: Person,
    readonly plannerId: string,
    readonly sectionId: string,
  ) {}

  static async begin(): Promise<SearchScene> {
    const app = await createTestApp();
    const ada = await person(app);
    const planner = await ada.planner({ title: 'Household', description: 'All about the house' });
    return new SearchScene(app, ada, planner.id, (await ada.section(planner.id)).id);
  }

  readonly search = async (q: string, query = '', who = this.ada): Promise<Result[]> =>
    (await who.must('GET', `/search?q=${encodeURIComponent(q)}${query}`)).results;

  readonly titles = async (q: string, query = '', who = this.ada): Promise<string[]> =>
    (await this.search(q, query, who)).map(({ title }) => title);

  readonly make = (title: string, body: object = {}): Promise<TestAnswer['body']> =>
    this.ada.activity(this.sectionId, { title, ...body });

  /** What the relay and the worker do: everything that was committed is delivered, and gone through. */
  readonly settle = async (): Promise<void> => {
    await this.app.database.query(
      `UPDATE outbox_cursor SET delivered = int8multirange(int8range(0, (SELECT max(seq) FROM outbox), '[]'))`,
    );
    await this.app.get(SearchIndexer).run(RequestContext.system());
  };

  /** Those of the ids that stand in the index. */
  readonly documents = async (ids: readonly string[]): Promise<string[]> =>
    (await this.app.database.query('SELECT id FROM search_documents WHERE id = ANY ($1)', [ids])).rows.map(
      ({ id }: { id: string }) => id,
    );
}
