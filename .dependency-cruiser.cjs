/** Which room may import which: docs/architecture.md has the picture, docs/decisions/ the reasons. */
const rooms = [
  'core',
  'processors',
  'adapters',
  'store',
  'model',
  'engine',
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
  operations: ['core', 'engine', 'store', 'adapters'],
  functions: ['core', 'processors', 'adapters', 'model', 'operations'],
  cli: ['core', 'operations', 'engine'],
  inspector: ['operations', 'engine'],
  testing: ['core', 'processors', 'operations', 'engine'],
}
const isTest = '\\.(test|type\\.test)\\.ts$'
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(mayImport).map(([room, allowed]) => ({
      name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: isTest },
      to: {
        path: `^(${rooms.filter(other => other !== room && !allowed.includes(other)).join('|')})/`,
        // A port may hold the error that its adapters have to throw.
        ...(room === 'adapters' ? { dependencyTypesNot: ['type-only'], pathNot: '^engine/ports/' } : {}),
      },
    })),
    {
      name: 'adapters-know-ports-only-as-types',
      severity: 'error',
      from: { path: '^adapters/', pathNot: isTest },
      to: { path: '^processors/', dependencyTypesNot: ['type-only'] },
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
      from: { path: '^(core|processors|engine)/', pathNot: isTest },
      to: { path: '@aws-sdk|@opensearch|@redis' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tailrace|bench/node_modules)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
