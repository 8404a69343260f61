import type { Seed } from '@almanac/platform';
import { catalogue } from '../../domain/templates/catalogue';
import { templateContent, variablesOf } from '../../domain/templates/template';

/** What is new or was changed by a release is written; everything else is left alone, and so are the counts of uses. */
const install = `
  INSERT INTO templates (id, name, description, category, kind, body, variables, tags, visibility)
  SELECT id, name, description, category, kind, body, variables, tags, 'public'
    FROM json_to_recordset($1) AS given (
           id uuid, name text, description text, category text, kind text, body jsonb, variables text[], tags text[])
  ON CONFLICT (id) DO UPDATE
     SET name = excluded.name, description = excluded.description, category = excluded.category,
         kind = excluded.kind, body = excluded.body, variables = excluded.variables, tags = excluded.tags,
         deleted_at = NULL, version = templates.version + 1, updated_at = clock_timestamp()
   WHERE templates.owner_id IS NULL
     AND (templates.name, templates.description, templates.category, templates.kind, templates.body,
          templates.variables, templates.tags, templates.deleted_at)
         IS DISTINCT FROM
         (excluded.name, excluded.description, excluded.category, excluded.kind, excluded.body,
          excluded.variables, excluded.tags, NULL)`;
/** What a release has dropped: nobody can make anything of it any more, and what was made of it stays. */
const retire = `
  UPDATE templates SET deleted_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp()
   WHERE owner_id IS NULL AND deleted_at IS NULL AND id <> ALL($1::uuid[])`;

/** The templates that come with the product. */
export const templateCatalogue: Seed = {
  name: 'templates',
  async install(dataSource) {
    const rows = catalogue.map(({ id, ...input }) => {
      const { body, ...content } = templateContent(input);
      return { id, ...content, body, variables: variablesOf(body) };
    });
    await dataSource.transaction(async (manager) => {
      await manager.query(install, [JSON.stringify(rows)]);
      await manager.query(retire, [rows.map(({ id }) => id)]);
    });
  },
};
