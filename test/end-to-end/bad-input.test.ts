import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  auditOfAll,
  createDeskTable,
  indexOfTexts,
  putDeskItems,
  writeDeskPipeline,
} from '../support/desk-pipeline.ts'
import type { HttpEndpoint } from '../support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../support/http-endpoint.ts'
import { lastLine, objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const minutes = 60_000
const path = temporaryPaths()
const noEngine = await reasonToSkip('dynoxide')

/** Nobody listens there: it is the port of a service that no machine has any more. */
const nobody = 'http://127.0.0.1:9'

/** The commands with which each is tried, as they are right. */
const commands = {
  verify: ['verify', '--pause', '0ms'],
  repair: ['rebuild', '--pause', '0ms'],
  rebuild: ['rebuild', '--new-index', '--index', 'things'],
  touch: ['touch', '--table', 'desk-tickets'],
  redrive: ['redrive', '--from', 'file:parked'],
} as const
type Named = keyof typeof commands

/** What is wrong, and what the one line has to say of it, by the command. */
interface BadInput {
  readonly what: string
  readonly args?: readonly string[]
  /** Takes the place of the command's own. */
  readonly instead?: Partial<Record<Named, readonly string[]>>
  readonly env?: (denied: string, page: string) => Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly says: Partial<Record<Named, RegExp>>
  /** @defaultValue 2 */
  readonly exit?: Partial<Record<Named, number>>
}

const someState = '{"version":1,"over":"another","segments":8}'

const badInputs: readonly BadInput[] = [
  {
    what: 'a table that is not there',
    instead: {
      verify: ['verify', '--table', 'desk-people'],
      repair: ['rebuild', '--table', 'desk-people'],
      rebuild: ['rebuild', '--new-index', '--index', 'things', '--table', 'desk-people'],
      touch: ['touch', '--table', 'desk-people'],
    },
    says: { verify: /desk-people/, repair: /desk-people/, rebuild: /desk-people/, touch: /desk-people/ },
  },
  {
    what: 'a function that is not there',
    args: ['--function', 'other'],
    says: { verify: /no function other/, repair: /no function other/, rebuild: /no function other/ },
  },
  {
    what: 'an index that nobody keeps',
    instead: { rebuild: ['rebuild', '--new-index', '--index', 'other'] },
    says: { rebuild: /keeps an index other; known are things/ },
  },
  {
    what: 'a processor that is not there',
    args: ['--processor', 'other'],
    files: { 'parked/x.json': '{}' },
    says: { redrive: /other/ },
  },
  {
    what: 'a file that is not there',
    args: ['--resume', 'nowhere.json'],
    says: {
      verify: /nowhere\.json/,
      repair: /nowhere\.json/,
      rebuild: /nowhere\.json/,
      touch: /nowhere\.json/,
    },
  },
  ...[
    ['is empty', ''],
    ['is no JSON', '{"version":1,'],
    ['is of another run', someState],
  ].map(([how = '', text = '']): BadInput => ({
    what: `a file that ${how}`,
    files: { 'verify/verify.json': text, 'rebuild.json': text, 'touch.json': text },
    instead: {
      verify: [...commands.verify, '--resume', 'verify/verify.json'],
      repair: [...commands.repair, '--resume', 'verify/verify.json'],
      rebuild: [...commands.rebuild, '--resume', 'rebuild.json'],
      touch: [...commands.touch, '--resume', 'touch.json'],
    },
    says: { verify: /verify\.json/, repair: /verify\.json/, rebuild: /rebuild\.json/, touch: /touch\.json/ },
  })),
  {
    what: 'a folder in place of a file',
    args: ['--resume', '.'],
    says: { verify: /from \.: /, repair: /from \.: /, rebuild: /from \.: /, touch: /from \.: / },
  },
  {
    what: 'records that are none',
    args: ['--records', 'records.ndjson'],
    files: { 'records.ndjson': '{"eventID":"1"\nnone\n' },
    says: { verify: /records\.ndjson/ },
  },
  {
    what: 'records that are not there',
    args: ['--records', 'nowhere.ndjson'],
    says: { verify: /nowhere\.ndjson/ },
  },
  {
    what: 'a mapping that is none',
    args: ['--mapping', 'mapping.json'],
    files: { 'mapping.json': '[]' },
    says: { rebuild: /mapping\.json is no mapping/ },
  },
  {
    what: 'parked objects that are none',
    files: {
      'parked/parked/dev/watch/things/a.json': '{',
      'parked/parked/dev/watch/things/b.json': '[]',
      'parked/parked/dev/watch/things/c.json': '',
    },
    args: ['--output', 'text'],
    says: { redrive: /[abc]\.json/ },
    exit: { redrive: 4 },
  },
  {
    what: 'a place of parked objects that is not there',
    says: { redrive: /file:parked/ },
  },
  {
    what: 'a place of parked objects that no scheme names',
    instead: { redrive: ['redrive', '--from', 'ftp://parked'] },
    says: { redrive: /ftp/ },
    exit: { redrive: 5 },
  },
  {
    what: 'a DynamoDB that does not answer',
    env: () => ({ AWS_ENDPOINT_URL: nobody }),
    says: {
      verify: /desk-tickets.*ECONNREFUSED/,
      repair: /desk-tickets.*ECONNREFUSED/,
      rebuild: /desk-tickets.*ECONNREFUSED/,
      touch: /desk-tickets.*ECONNREFUSED/,
    },
  },
  {
    what: 'no rights in DynamoDB',
    env: denied => ({ AWS_ENDPOINT_URL: denied }),
    says: {
      verify: /desk-tickets.*AccessDenied/,
      repair: /desk-tickets.*AccessDenied/,
      rebuild: /desk-tickets.*AccessDenied/,
      touch: /desk-tickets.*AccessDenied/,
    },
  },
  {
    what: 'an OpenSearch that does not answer',
    env: () => ({ SEARCH_URL: `opensearch+${nobody}?timeoutMs=1000` }),
    says: { verify: /ECONNREFUSED/, repair: /ECONNREFUSED/, rebuild: /ECONNREFUSED/ },
    exit: { verify: 5, repair: 5, rebuild: 5 },
  },
  {
    what: 'something that is no OpenSearch',
    env: (_, page) => ({ SEARCH_URL: `opensearch+${page}?timeoutMs=1000` }),
    says: { verify: /OpenSearch/, repair: /OpenSearch/, rebuild: /OpenSearch/ },
    exit: { verify: 5, repair: 5, rebuild: 5 },
  },
  {
    what: 'a search engine that no scheme names',
    env: () => ({ SEARCH_URL: 'elastic:things' }),
    // A repair asks first whether it may write to what is not known to be on this machine.
    says: { verify: /elastic/, repair: /--allow-writes/, rebuild: /elastic|--allow-writes/ },
    exit: { verify: 5 },
  },
]

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const tried = badInputs.flatMap(bad =>
  (Object.keys(bad.says) as Named[]).map(command => [command, bad.what, bad] as const),
)

describe.skipIf(noEngine !== undefined)(`bad input${noEngine ?? ''}`, () => {
  let running: WithTable
  let denied: HttpEndpoint
  let page: Server

  beforeAll(async () => {
    running = await withTable('dynoxide')
    denied = await httpEndpoint(() => refusal('AccessDeniedException'))
    page = createServer((_, response) => response.end('<html>a page</html>')).listen(0, '127.0.0.1')
    await once(page, 'listening')
    const { table } = running.clients
    await createDeskTable(table)
    await putDeskItems(table, ['i1'])
  }, minutes)
  afterAll(async () => {
    await denied.stop()
    page.close()
    await running.engine.stop()
  })

  const project = (): { readonly folder: string; readonly env: Readonly<Record<string, string>> } => {
    const folder = path('desk')
    writeDeskPipeline(folder, { processors: [indexOfTexts('things'), auditOfAll], timeoutSeconds: 1 })
    const env = {
      AWS_ENDPOINT_URL: running.engine.endpoint,
      AWS_REGION: 'us-east-1',
      SEARCH_URL: `sqlite:${join(folder, 'search.db')}`,
      AUDIT_URL: `file:${join(folder, 'audit.ndjson')}`,
    }
    return { folder, env }
  }

  it.each(tried)('%s says of %s what it is, in one line', { timeout: minutes }, async (command, _, bad) => {
    const { folder, env } = project()
    for (const [name, text] of Object.entries(bad.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    // A new index is made in an OpenSearch only, and nobody is there to be asked before the rest is right.
    const search = command === 'rebuild' && { SEARCH_URL: `opensearch+${nobody}?timeoutMs=1000` }
    // The last one counts.
    const args = [...(bad.instead?.[command] ?? commands[command]), '--output', 'ndjson', ...(bad.args ?? [])]

    const result = await tailrace(
      args,
      { ...env, ...search, ...bad.env?.(denied.endpoint, urlOf(page)) },
      '',
      folder,
    )

    const exit = bad.exit?.[command] ?? 2
    const words = bad.says[command] ?? /^never$/
    // Where the command cannot begin that is its last word; where it goes on with the rest, a line of its own.
    const line = exit === 4 ? result.said.split('\n').find(each => words.test(each)) : lastLine(result.said)
    expect({ said: result.said, line }).toMatchObject({ line: expect.stringMatching(words) as unknown })
    expect(result.said).not.toMatch(/^ {4}at /m)
    expect(result.code).toBe(exit)
    if (!args.includes('text') && result.out !== '') expect(() => objectsIn(result.out)).not.toThrow()
    const left = join(folder, '.tailrace', command === 'repair' ? 'verify' : command)
    // What is left is what a second run goes on with, and it was said how.
    for (const run of existsSync(left) ? readdirSync(left) : [])
      expect(result.said).toMatch(new RegExp(`--resume \\S*${run}/`))
  })
})
