import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { smallProjects } from '../../test/support/small-project.ts'
import type { ReplayEvent } from './replay.ts'
import { replay } from './replay.ts'

const projectOf = smallProjects()

const code = (body: string): string =>
  `import { appendFileSync } from 'node:fs'
   export const pipeline = () => ({ processors: [], match: () => [] })
   const note = what => appendFileSync(new URL('noted', import.meta.url), JSON.stringify(what) + '\\n')
   export const handler = ({ Records }) => {
     const numbers = Records.map(record => Number(record?.dynamodb?.SequenceNumber))
     ${body}
   }`

/** Replays into a project of one function, and gives what it was called with. */
const replayed = async (
  {
    stream = '',
    body = 'note(numbers)',
    isPlain = false,
  }: { readonly stream?: string; readonly body?: string; readonly isPlain?: boolean },
  batches: readonly (readonly StreamRecord[])[],
  { env = {}, signal = new AbortController().signal } = {},
) => {
  const folder = projectOf({ stream, code: isPlain ? code(body).replace('pipeline', 'other') : code(body) })
  return replayedIn(folder, batches, { env, signal })
}

const replayedIn = async (
  folder: string,
  batches: readonly (readonly StreamRecord[])[],
  {
    env = {},
    signal = new AbortController().signal,
  }: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
) => {
  const events: ReplayEvent[] = []
  let ids = 0
  const summary = await replay({
    folder,
    env,
    batches,
    allowAccount: false,
    cacheFolder: folder,
    platform: process.platform,
    arch: process.arch,
    clock: systemClock,
    newId: () => `id-${(ids += 1)}`,
    signal,
    tell: event => events.push(event),
  })
  const noted = (): readonly unknown[] =>
    readFileSync(join(folder, 'noted'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown)
  return { folder, summary, noted, events }
}

const refusing = `note(numbers); return { batchItemFailures: [{ itemIdentifier: String(Records[0].dynamodb.SequenceNumber) }] }`

describe('a replay', () => {
  it('cuts each batch as the mapping does, and never puts two together', async () => {
    const { summary, noted } = await replayed({ stream: 'batchSize: 2' }, [
      recordsTo(3),
      recordsTo(4).slice(3),
    ])

    expect(noted()).toEqual([[1, 2], [3], [4]])
    expect(summary).toMatchObject({ received: 4, batches: 3, retries: 0, failed: 0 })
  })

  it('tells what was given up, and why, and counts it as failed', async () => {
    const { summary, events } = await replayed(
      { body: `if (numbers.includes(2)) throw new Error('no two'); note(numbers)` },
      [recordsTo(3)],
    )

    expect(summary).toMatchObject({ received: 3, failed: 1, batches: 1 })
    expect(events).toEqual([
      { event: 'GivenUp', functionName: 'orders', reason: expect.stringContaining('no two') as unknown },
    ])
  })

  it.each([
    ['', 0],
    ['functionResponseType: ReportBatchItemFailures', 2],
  ])('believes an answer only where the mapping does: %j', async (stream, failed) => {
    const { summary } = await replayed({ stream, body: refusing }, [recordsTo(2)])

    expect(summary).toMatchObject({ received: 2, failed })
  })

  it.each([
    ['functionResponseType: ReportBatchItemFailures', { applied: 2, failed: 0, retries: 1 }],
    ['', { applied: 1, failed: 1, retries: 0 }],
  ])('accounts for a handler without a pipeline by its answers: %j', async (stream, expected) => {
    const body = `const isFirst = numbers.length > 1
      return { batchItemFailures: isFirst ? [{ itemIdentifier: Records[1].dynamodb.SequenceNumber }] : [] }`

    const { summary } = await replayed({ stream, body, isPlain: true }, [recordsTo(2)])

    expect(summary).toMatchObject({ received: 2, ...expected })
  })

  it('says where it is to be read what functions printed', async () => {
    const { events } = await replayed({ body: "console.log('TARIFF=summer'); note(numbers)" }, [recordsTo(1)])
    const [file = ''] = events.flatMap(each => (each.event === 'FunctionsPrinted' ? [each.file] : []))

    expect(readFileSync(file, 'utf8')).toContain('TARIFF=summer')
  })

  it('takes a handler at its answer that does not use the pipeline it stands beside', async () => {
    const folder = projectOf({
      stream: '',
      code: code('note(numbers)').replace('match: () => []', "match: () => [{ processor: 'all' }]"),
    })
    const { summary } = await replayedIn(folder, [recordsTo(2)])

    expect(summary).toMatchObject({ received: 2, applied: 2, filtered: 0, failed: 0 })
  })

  it('counts records that cannot be named by their place', async () => {
    const unnamed = recordsTo(1)
      .flatMap(each => [each, each])
      .map(({ dynamodb, ...record }) => ({
        ...record,
        dynamodb: { ...dynamodb, SequenceNumber: undefined },
      }))

    const { summary } = await replayed({}, [unnamed as unknown as readonly StreamRecord[]])

    expect(summary).toMatchObject({ received: 2 })
  })

  it('begins nothing more when it is to end', async () => {
    const { summary } = await replayed({}, [recordsTo(3)], { signal: AbortSignal.abort() })

    expect(summary).toMatchObject({ received: 0, batches: 0 })
  })

  it('gives functions sinks of this run alone, and only reads what was captured', async () => {
    const { folder, noted } = await replayed({ body: 'note(process.env)' }, [recordsTo(1)], {
      env: {
        BLOB_URL: 's3://captured/blobs',
        SEARCH_URL: 'https://in-use',
        LEDGER_URL: 'dynamodb://in-use',
        PARK_URL: 's3://in-use',
      },
    })

    const [env] = noted() as readonly Readonly<Record<string, string>>[]
    const runFolder = join(folder, '.tailrace', 'runs')
    expect(env).toMatchObject({
      REFRESH: 'off',
      BLOB_URL: 's3://captured/blobs',
      TABLE_NAME: 'dev-T',
    })
    for (const name of ['SEARCH_URL', 'LEDGER_URL', 'AUDIT_URL', 'NOTIFY_URL'])
      expect(env?.[name]).toContain(runFolder)
    expect(env?.['PARK_URL']).toMatch(/^file:.*\/\.tailrace\/runs\/[^/]+\/parked$/)
  })
})
