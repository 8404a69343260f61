/** The OpenAPI document and the pages that show it. */
export * from './document';
export * from './pages';
