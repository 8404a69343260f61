// Generated from openapi.json by "npm run client". Do not edit.

export type paths = Record<string, never>;
