import { expect, it } from 'vitest'
import { bundleFunction } from './bundle-function.ts'
import { deployedSinks, loadedAtStart } from './loaded-at-start.ts'

const text = (code: string): Uint8Array => Buffer.from(code)

it('is what is imported, at once or on demand, while the module is evaluated', async () => {
  const files = new Map([
    [
      'f/entry.mjs',
      text(
        "import '../a.mjs'\nif (process.env.SEARCH_URL) await import('../b.mjs')\nsetTimeout(() => import('../c.mjs'), 9e6)",
      ),
    ],
    ['a.mjs', text('export const a = 1')],
    ['b.mjs', text('export const b = 1')],
    ['c.mjs', text('export const c = 1')],
  ])

  expect((await loadedAtStart(files, 'f/entry.mjs')).toSorted()).toEqual(['a.mjs', 'b.mjs', 'f/entry.mjs'])
  expect((await loadedAtStart(files, 'f/entry.mjs', {})).toSorted()).toEqual(['a.mjs', 'f/entry.mjs'])
})

const projections = bundleFunction('.', {
  name: 'projections',
  file: 'functions/projections',
  exportName: 'handler',
  artifact: '',
  isOnStream: true,
})

const clients = {
  search: /_search\/point_in_time/,
  cache: /ioredis|RedisClient/,
  dynamodb: /DynamoDB_20120810/,
  // An operation of which only the SDK knows.
  'the SDK of dynamodb': /BatchExecuteStatement/,
}

it.each([
  [
    'outside Lambda nothing that is opened on demand',
    { ...deployedSinks, AWS_LAMBDA_INITIALIZATION_TYPE: '' },
    [],
  ],
  [
    'no client where all is in memory',
    { ...deployedSinks, SEARCH_URL: 'memory:', CACHE_URL: 'memory:', LEDGER_URL: 'memory:' },
    [],
  ],
  ['only the named client', { ...deployedSinks, CACHE_URL: 'memory:', LEDGER_URL: 'memory:' }, ['search']],
  ['all that is deployed', deployedSinks, ['search', 'cache', 'dynamodb']],
  [
    'the SDK too where a profile has a say',
    { ...deployedSinks, SEARCH_URL: 'memory:', CACHE_URL: 'memory:', AWS_PROFILE: 'one' },
    ['dynamodb', 'the SDK of dynamodb'],
  ],
] as const)(
  'of projections is %s',
  async (_, env, expected) => {
    const { files, entry } = await projections

    const loaded = await loadedAtStart(files, entry, env)

    const code = loaded.map(path => Buffer.from(files.get(path) ?? []).toString()).join('\n')
    expect(
      Object.entries(clients)
        .filter(([, mark]) => mark.test(code))
        .map(([name]) => name),
    ).toEqual(expected)
  },
  60_000,
)
