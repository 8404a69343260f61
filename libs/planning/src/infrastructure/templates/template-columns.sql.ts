/** Columns of a template `t` as the API shows it; lists leave the body out. */
export function templateColumns(t: string): string {
  return `${t}.id AS "id", ${t}.owner_id AS "ownerId", ${t}.team_id AS "teamId",
    ${t}.owner_id IS NULL AS "bundled", ${t}.name AS "name", ${t}.description AS "description",
    ${t}.category AS "category", ${t}.kind AS "kind", ${t}.tags AS "tags", ${t}.variables AS "variables",
    ${t}.visibility AS "visibility", ${t}.usage_count AS "usageCount", ${t}.version AS "version",
    ${t}.created_at AS "createdAt", ${t}.updated_at AS "updatedAt"`;
}

export function wholeTemplateColumns(t: string): string {
  return `${templateColumns(t)}, ${t}.body AS "body"`;
}
