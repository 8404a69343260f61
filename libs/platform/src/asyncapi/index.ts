/** The AsyncAPI document of the sockets, and the pages that show it. */
export { asyncApiDocument } from './document';
export { serveRealtimeDocumentation } from './pages';
