import { Command } from 'commander';
import { SearchIndexer } from '@almanac/planning';
import { loadConfig, RequestContext } from '@almanac/platform';
import { withUseCases } from './with-use-cases';

/** `almanac search rebuild`: makes what the search looks through anew, from the things themselves. */
export function searchCommand(): Command {
  return new Command('search').description('Look after the search.').addCommand(rebuildCommand());
}

function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('Write every document of the search anew. Everything may run meanwhile.')
    .action(() =>
      withUseCases(loadConfig(), async (app) => {
        const count = await app.get(SearchIndexer).rebuild(RequestContext.system());
        process.stdout.write(`The search is rebuilt: ${count} documents.\n`);
      }),
    );
}
