/** Which room may import which: docs/architecture.md has the picture, docs/decisions/ the reasons. */
const rooms = [
  'core',
  'processors',
  'adapters',
  'store',
  'model',
  'engine',
  'local-servers',
  'operations',
  'functions',
  'cli',
  'inspector',
  'testing',
  'test',
  'bench',
  'scripts',
]
const mayImport = {
  core: [],
  processors: ['core'],
  adapters: ['core'],
  store: ['core'],
  model: ['store', 'core'],
  engine: ['core'],
  'local-servers': ['core'],
  operations: ['core', 'engine', 'store', 'adapters', 'local-servers'],
  functions: ['core', 'processors', 'adapters', 'model', 'operations'],
  cli: ['core', 'operations', 'engine', 'inspector'],
  inspector: ['core', 'adapters', 'local-servers', 'operations', 'engine'],
  testing: ['core', 'processors', 'operations', 'engine'],
}
/** Folders of a room, each above those before it: what is above is not known below. */
const layers = {
  core: ['errors', 'concurrency', 'path', 'attributes', 'blob', 'record'],
  store: ['items', 'expressions', 'calls', 'verbs', 'transactions', 'queries'],
}
const isTest = '\\.(test|type\\.test)\\.ts$'
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-util-at-the-start',
      comment:
        'node:util loads worker threads and more into every cold start; node:util/types does not (decision 0322)',
      severity: 'error',
      from: { path: '^(core|processors)/', pathNot: isTest },
      to: { path: '^(node:)?util$' },
    },
    ...Object.entries(mayImport).map(([room, allowed]) => ({
      name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
      severity: 'error',
      // What goes out under a room's name may bring the file adapters of its own ports along.
      from: { path: `^${room}/`, pathNot: room === 'engine' ? `^engine/index[.]ts$|${isTest}` : isTest },
      to: {
        path: `^(${rooms.filter(other => other !== room && !allowed.includes(other)).join('|')})/`,
        // A port may hold the error that its adapters have to throw.
        ...(room === 'adapters' ? { dependencyTypesNot: ['type-only'], pathNot: '^engine/ports/' } : {}),
      },
    })),
    ...Object.entries(layers).flatMap(([room, folders]) =>
      folders.map((folder, place) => ({
        name: `${room}-${folder}-knows-nothing-above-it`,
        severity: 'error',
        from: { path: `^${room}/${folder}/`, pathNot: isTest },
        // Folders that are not named are above all that are; a file at the top of the room is beside them.
        to: { path: `^${room}/[^/]+/`, pathNot: `^${room}/(${folders.slice(0, place + 1).join('|')})/` },
      })),
    ),
    {
      name: 'the-entry-of-the-engine-brings-only-file-adapters',
      severity: 'error',
      from: { path: '^engine/index[.]ts$' },
      to: { pathNot: '^(core|engine)/|^adapters/file/(file-checkpoint-store|local-party)[.]ts$' },
    },
    {
      name: 'adapters-know-ports-only-as-types',
      severity: 'error',
      from: { path: '^adapters/', pathNot: isTest },
      to: { path: '^processors/', dependencyTypesNot: ['type-only'] },
    },
    {
      // What the shop promises is computed a second time there, or it would prove nothing about the first.
      name: 'the-oracle-knows-no-room',
      severity: 'error',
      from: { path: '^test/oracle/', pathNot: isTest },
      to: { pathNot: '^test/oracle/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'adapters-know-nothing-but-ports',
      severity: 'error',
      from: { path: '^adapters/', pathNot: isTest },
      to: {
        path: '^(processors|engine)/',
        pathNot: '^processors/[^/]+/([a-z-]+-(sink|store)|cache)[.]ts$|^engine/ports/',
      },
    },
    {
      name: 'what-is-shipped-starts-no-engines-of-the-tests',
      severity: 'error',
      from: {
        path: '^(core|processors|adapters|store|model|engine|local-servers|operations|cli|inspector|testing)/',
        pathNot: `^local-servers/engines/|${isTest}`,
      },
      to: { path: '^local-servers/engines/' },
    },
    {
      name: 'core-has-no-dependency',
      severity: 'error',
      from: { path: '^core/', pathNot: isTest },
      to: { path: 'node_modules' },
    },
    {
      name: 'sdk-only-in-adapters',
      severity: 'error',
      from: { path: '^(core|processors|engine|local-servers)/', pathNot: isTest },
      to: { path: '@aws-sdk|@opensearch|@redis' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tailrace|bench/node_modules|test/projects)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
