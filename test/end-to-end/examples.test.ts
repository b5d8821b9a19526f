import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { httpStub } from '../support/http-stub.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { withPackages } from '../support/with-packages.ts'

const minutes = 60_000
const path = temporaryPaths()

/** How a run of an example went. */
interface Ran {
  /** The lines of changes and what they came to, of those that the README shows. */
  readonly shown: readonly string[]
  readonly retried: readonly string[]
  /** What `tailrace check` has to say, by the name of the check. */
  readonly findings: readonly unknown[]
  /** Of the run's own folder. */
  readonly file: (name: string) => string
}

/** How often a batch is tried, and where, differs between machines. */
const isShown = (line: string): boolean =>
  /^(?:INSERT|MODIFY|REMOVE|\d+ changes:|verify:) /.test(line) && !line.includes('to be retried')

/** Copies an example to where nothing else is, and does what its README says. */
const runExample = async (name: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const folder = path(name)
  cpSync(`examples/${name}`, folder, { recursive: true })
  withPackages(folder)
  const args = ['dev', '--once', '--no-ui', '--engine', 'dynoxide', '--table-port', '0']
  const { code, out, said } = await tailrace(args, { PORT: '', ...env }, '', folder)
  if (out === '') throw new Error(`${name} ended with ${code}: ${said}`)
  const lines = out.split('\n')
  const checked = await tailrace(['check', '--output', 'ndjson'], env, '', folder)
  const [runFolder = ''] = globSync('.tailrace/runs/*', { cwd: folder })
  return {
    shown: lines.filter(isShown),
    retried: lines.filter(line => line.includes('to be retried')),
    findings: checked.out === '' ? [] : objectsIn(checked.out).map(({ check }) => check),
    file: file => readFileSync(join(folder, runFolder, file), 'utf8'),
  }
}

/** What the README of an example says that a run prints. */
const readmeOf = (name: string): readonly string[] => {
  const [, block = ''] =
    /^```text\n(.*?)^```/ms.exec(readFileSync(`examples/${name}/README.md`, 'utf8')) ?? []
  return block.split('\n').filter(isShown)
}

/** Streams of two tables come in no order. */
const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted()

const examples = globSync('examples/*/package.json').map(file => file.split('/')[1] ?? '')

/** What is left of each beside the lines of the changes. */
const effects: Readonly<Record<string, (ran: Ran) => void>> = {
  'minimal-function': ({ file }) => {
    expect(file('audit.ndjson').trim().split('\n')).toHaveLength(2)
  },
  'two-tables': ({ file }) => {
    expect(file('notifications.ndjson')).toContain('Order o1 is paid')
  },
  powertools: ({ file }) => {
    const lines = file('functions.log')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object)
    expect(lines).toContainEqual(expect.objectContaining({ message: 'receipt sent', service: 'orders' }))
    expect(lines).toContainEqual(expect.objectContaining({ level: 'WARN', code: 'record.image-invalid' }))
    expect(lines).toContainEqual(expect.objectContaining({ Revenue: 12.5 }))
  },
  'dynamodb-toolbox': ({ shown }) => {
    // The index holds the one product that is listed in the end: verify has looked.
    expect(shown.at(-1)).toBe('verify: 0 missing, 0 stale, 0 ghosts')
  },
  electrodb: ({ file }) => {
    expect(file('notifications.ndjson')).toContain('"ticketId":"t1"')
  },
  sam: ({ file }) => {
    expect(file('notifications.ndjson')).toContain('Room 7 is free on 2026-03-01')
  },
  cdk: ({ file }) => {
    expect(file('functions.log')).toContain('MODIFY kettle: 11')
  },
  kinesis: ({ file }) => {
    const entries = file('audit.ndjson').trim().split('\n')
    expect(entries).toHaveLength(3)
    // By the Kinesis stream, and not by the table's own.
    expect(new Set(entries.map(line => /table\/[^/]+\/(\w+)\//.exec(line)?.[1]))).toEqual(
      new Set(['kinesis']),
    )
  },
  'existing-handler': ({ file, retried, findings }) => {
    expect(file('functions.log')).not.toContain('new order o3')
    expect(retried).not.toEqual([])
    expect(findings).toEqual(['failure-destination', 'bisect'])
  },
}

describe('the examples', () => {
  it('are all tried', () => {
    expect(examples.toSorted()).toEqual([...Object.keys(effects), 'tickets-webhook'].toSorted())
  })

  it.each(Object.entries(effects))(
    '%s runs as its README shows it',
    async (name, look) => {
      const ran = await runExample(name)

      expect(sorted(ran.shown)).toEqual(sorted(readmeOf(name)))
      if (name !== 'existing-handler') expect(ran.findings).toEqual([])
      look(ran)
    },
    2 * minutes,
  )

  it(
    'tickets-webhook lets tickets wait for a receiver that is away, and parks what it refuses',
    async () => {
      const heard: string[] = []
      const { url } = await httpStub(({ body }) => {
        const { title, state } = JSON.parse(body) as { readonly title: string; readonly state: string }
        const status = heard.length < 2 ? 503 : title === '' ? 422 : 204
        heard.push(`${status} ${state} ${title}`)
        return { status }
      })

      const ran = await runExample('tickets-webhook', { WEBHOOK_URL: `${url}/tickets` })

      const shown = ran.shown.map(line => line.replace(new URL(url).host, '127.0.0.1:4900'))
      expect(sorted(shown)).toEqual(sorted(readmeOf('tickets-webhook')))
      expect(ran.retried.join('\n')).toContain('(attempt 0: webhook.away,')
      // A ticket that waits is before its later changes.
      expect(heard.filter(line => line.startsWith('204'))).toEqual([
        ...['No light in room 7', 'The door does not close'].map(title => `204 open ${title}`),
        '204 closed The door does not close',
      ])
    },
    2 * minutes,
  )
})
