// The arrows of docs/architecture.svg: apps → features → platform → contracts → kernel, and inside a feature
// api, jobs → application → domain, with infrastructure under the ports of application. One named rule an
// arrow; test/architecture/arrows.spec.ts plants a violation of each and sees it caught.

/** Every feature there is or will be; one that is not in the list is caught by `libraries-are-known`. */
const FEATURES = [
  'identity',
  'planning',
  'gatherings',
  'writing',
  'assistant',
  'calendar',
  'billing',
  'exports',
  'notifications',
  'webhooks',
  'files',
];

/**
 * Features that may reach another one through its index.ts: { from: [to, …] }. Kept short on purpose; what
 * one feature wants to know of another comes by domain events first.
 */
const FEATURE_EDGES = {
  // Reads whole planners, and asks who may.
  exports: ['planning'],
};

const feature = `(?:${FEATURES.join('|')})`;
const anyTest = '(?:^test/|^bench/|^libs/testing/|\\.(?:e2e-)?spec\\.ts$)';
const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** Packages that talk to the outside: what a rule or a use case must not know. */
const frameworks =
  '@nestjs/|typeorm/|@?fastify/|pg/|bull/|ioredis/|socket\\.io/|ws/|nodemailer/|express/|passport';

const betweenLayers = [
  {
    name: 'kernel-imports-no-library',
    comment: 'The kernel is under everything, so it may import no other part of the repository.',
    from: { path: '^libs/kernel/' },
    to: { path: `^libs/(?:contracts|platform|${feature})/` },
  },
  {
    name: 'kernel-imports-no-package',
    comment:
      'No Nest and no driver in the kernel: `uuid` makes ids and `luxon` knows time zones; another package needs a reason here.',
    from: { path: '^libs/kernel/', pathNot: anyTest },
    to: { dependencyTypes: packages, pathNot: 'node_modules/(?:uuid|luxon)/' },
  },
  {
    name: 'contracts-import-only-kernel',
    comment: 'Contracts are names and types that all sides share.',
    from: { path: '^libs/contracts/' },
    to: { path: `^libs/(?:platform|${feature})/` },
  },
  {
    name: 'contracts-are-types-and-constants',
    comment:
      'No package and no Node built-in but `zod`, which describes messages so that both ends can check them.',
    from: { path: '^libs/contracts/', pathNot: anyTest },
    to: { dependencyTypes: [...packages, 'core'], pathNot: 'node_modules/zod/' },
  },
  {
    name: 'platform-imports-no-feature',
    comment: 'The platform serves every feature and knows none of them.',
    from: { path: '^libs/platform/' },
    to: { path: `^libs/${feature}/` },
  },
  {
    name: 'libraries-import-no-app',
    comment: 'An app is a composition root: it knows the libraries, and not the other way round.',
    from: { path: '^libs/', pathNot: anyTest },
    to: { path: '^apps/' },
  },
  {
    name: 'apps-import-no-other-app',
    comment: 'Processes share code through libraries only.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'migrations-stand-alone',
    comment: 'A landed migration never changes, so it may not depend on code that does.',
    from: { path: '^migrations/' },
    to: { path: '^(?:apps|libs)/' },
  },
  {
    name: 'testing-only-by-tests',
    comment: 'libs/testing is no part of the product.',
    from: { path: '^(?:apps|libs|migrations|bench)/', pathNot: anyTest },
    to: { path: '^libs/testing/' },
  },
  {
    name: 'libraries-are-known',
    comment: 'A new folder under libs/ needs its place in the map (and in this file).',
    from: {},
    to: { path: '^libs/', pathNot: `^libs/(?:kernel|contracts|platform|testing|${feature})/` },
  },
];

const throughTheDoor = [
  {
    name: 'libraries-only-through-index',
    comment: 'index.ts is the only door of a library.',
    from: { path: '^libs/([^/]+)/' },
    to: { path: '^libs/[^/]+/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'libraries-only-through-index-from-outside',
    comment: 'index.ts is the only door of a library, for apps and tests too.',
    from: { path: '^(?:apps|test|bench)/' },
    to: { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
  },
  {
    name: 'libraries-by-alias',
    comment: 'Another library is imported as @almanac/<library>, not by a path through the folders.',
    from: { path: '^(?:libs/([^/]+)|apps|test|bench)/' },
    to: {
      path: '^libs/[^/]+/src/index\\.ts$',
      pathNot: '^libs/$1/',
      dependencyTypesNot: ['aliased-tsconfig', 'aliased-tsconfig-paths'],
    },
  },
  {
    name: 'no-own-door',
    comment: 'index.ts is for others; inside a library it only makes circles.',
    from: { path: '^libs/([^/]+)/', pathNot: anyTest },
    to: { path: '^libs/$1/src/index\\.ts$' },
  },
];

const betweenFeatures = FEATURES.map((name) => ({
  name: `feature-edges-${name}`,
  comment: `${name} may reach: ${(FEATURE_EDGES[name] ?? []).join(', ') || 'no other feature'}. Listen to domain events.`,
  from: { path: `^libs/${name}/` },
  to: {
    path: `^libs/${feature}/`,
    pathNot: `^libs/(?:${[name, ...(FEATURE_EDGES[name] ?? [])].join('|')})/`,
  },
}));

const insideFeature = [
  {
    name: 'domain-imports-no-outer-folder',
    comment: 'Rules know nothing of who uses or stores them.',
    from: { path: `^libs/(${feature})/src/domain/` },
    to: { path: '^libs/$1/src/(?:application|infrastructure|api|jobs)/' },
  },
  {
    name: 'domain-imports-no-platform',
    comment: 'Rules stand on kernel and contracts alone.',
    from: { path: `^libs/${feature}/src/domain/`, pathNot: anyTest },
    to: { path: '^libs/platform/' },
  },
  {
    name: 'domain-imports-no-framework',
    comment: 'No Nest, no TypeORM, no driver in the domain.',
    from: { path: `^libs/${feature}/src/domain/`, pathNot: anyTest },
    to: { path: `node_modules/(?:${frameworks})` },
  },
  {
    name: 'application-imports-no-outer-folder',
    comment: 'Use cases know ports, not who calls them nor what implements them.',
    from: { path: `^libs/(${feature})/src/application/` },
    to: { path: '^libs/$1/src/(?:infrastructure|api|jobs)/' },
  },
  {
    name: 'application-imports-no-driver',
    comment:
      'Use cases reach databases, queues and HTTP through ports and the platform; of Nest only its core.',
    from: { path: `^libs/${feature}/src/application/`, pathNot: anyTest },
    to: { path: `node_modules/(?:${frameworks})`, pathNot: 'node_modules/@nestjs/(?:common|core)/' },
  },
  {
    name: 'infrastructure-imports-no-edge',
    comment: 'What implements a port does not know controllers or processors.',
    from: { path: `^libs/(${feature})/src/infrastructure/` },
    to: { path: '^libs/$1/src/(?:api|jobs)/' },
  },
  {
    name: 'edge-imports-no-infrastructure',
    comment: 'Controllers and processors call use cases; they reach no repository or driver past them.',
    from: { path: `^libs/(${feature})/src/(?:api|jobs)/`, pathNot: anyTest },
    to: { path: '^libs/$1/src/infrastructure/' },
  },
  {
    name: 'api-and-jobs-stay-apart',
    comment: 'They run in different processes.',
    from: { path: `^libs/(${feature})/src/(api|jobs)/` },
    to: { path: '^libs/$1/src/(?:api|jobs)/', pathNot: '^libs/$1/src/$2/' },
  },
];

const everywhere = [
  {
    name: 'no-circles',
    comment: 'Two parts that need each other are one part, or hide a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-import-from-dist',
    comment: 'Sources import sources.',
    from: { path: '^(?:apps|libs|migrations|test)/' },
    to: { path: '^dist/' },
  },
  {
    name: 'no-import-of-tests',
    comment: 'Nothing depends on a test file.',
    from: { path: '^(?:apps|libs|migrations)/', pathNot: anyTest },
    to: { path: '(?:^test/|\\.(?:e2e-)?spec\\.ts$)' },
  },
  {
    name: 'no-dev-dependencies-in-production',
    comment: 'What runs in production is in "dependencies".',
    from: { path: '^(?:apps|libs|migrations)/', pathNot: anyTest },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only', 'npm'],
      pathNot: 'node_modules/@types/',
    },
  },
  {
    name: 'no-undeclared-packages',
    comment: 'A package that only another package brings along may be gone tomorrow.',
    from: { path: '^(?:apps|libs|migrations|test)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that is not found is an arrow that no rule can see.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...betweenLayers, ...throughTheDoor, ...betweenFeatures, ...insideFeature, ...everywhere].map(
    (rule) => ({ severity: 'error', ...rule }),
  ),
  options: {
    doNotFollow: { path: '(?:^|/)(?:node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
