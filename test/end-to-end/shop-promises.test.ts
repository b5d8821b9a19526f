import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { RecordReport } from '../../core/dispatch/report.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { dev } from '../../operations/dev/dev.ts'
import { promisedAudit } from '../oracle/audit.ts'
import { promisedForgetting } from '../oracle/cache-keys.ts'
import { differencesIn } from '../oracle/compare.ts'
import { orphansIn, takenTooMuch } from '../oracle/dependents.ts'
import { promisedDocuments } from '../oracle/documents.ts'
import { promisedMessages } from '../oracle/messages.ts'
import { auditIn, documentsIn, messagesIn } from '../oracle/read-sinks.ts'
import type { StreamWrite } from '../oracle/write.ts'
import { tableAfter, writeOf } from '../oracle/write.ts'
import { reasonToSkip } from '../support/with-table.ts'

/** What a run of `tailrace dev --once` was given and where it left its files. */
interface ShopRun {
  readonly writes: readonly StreamWrite[]
  readonly reports: readonly RecordReport[]
  readonly runFolder: string
}

const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env
const minutes = 60_000

const runShop = async (engine: 'dynamodb-local' | 'dynoxide', seed: number): Promise<ShopRun> => {
  const writes = new Map<string, StreamWrite>()
  const reports: RecordReport[] = []
  let runFolder = ''
  const tell = (event: DevEvent): void => {
    if (event.event === 'Started') runFolder = event.runFolder
    if (event.event === 'EffectWritten') reports.push(event.report)
    // Two functions read the same stream.
    if (event.event === 'RecordSeen')
      writes.set(event.record.dynamodb?.SequenceNumber ?? '', writeOf(event.record))
  }
  await dev({
    folder: '.',
    env: process.env,
    engine,
    endpoint: undefined,
    create: false,
    allowRemoteSinks: false,
    tablePort: 0,
    once: true,
    chaosRate: undefined,
    seed,
    cacheFolder: join(XDG_CACHE_HOME, 'tailrace'),
    platform: process.platform,
    arch: process.arch,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    signal: new AbortController().signal,
    tell,
  })
  const ordered = [...writes.values()].toSorted((a, b) => Number(a.sequenceNumber) - Number(b.sequenceNumber))
  return { writes: ordered, reports, runFolder }
}

/** The cache of a run is in its functions' memory: what it was made to forget, the run itself has to tell. */
const forgottenIn = (reports: readonly RecordReport[]): readonly string[] => {
  const keys = reports.flatMap(({ key, outcomes }) =>
    outcomes.some(({ processor, outcome }) => processor === 'cache' && outcome === 'applied') ? [key] : [],
  )
  return [...new Set(keys)].map(key => `cache key ${key}`)
}

describe('what the shop promises', () => {
  it(
    'is kept over a whole run, by rules that know nothing of its code',
    { timeout: 4 * minutes },
    async context => {
      const reason = await reasonToSkip('dynoxide')
      if (reason !== undefined) context.skip(reason)

      const { writes, reports, runFolder } = await runShop('dynoxide', 15)

      const keys = promisedForgetting(writes).filter(line => line.startsWith('cache key'))
      expect(writes.length).toBeGreaterThan(3_000)
      expect({
        documents: differencesIn(promisedDocuments(writes), documentsIn(runFolder)),
        audit: differencesIn(promisedAudit(writes), auditIn(runFolder), { ordered: true }),
        messages: differencesIn(promisedMessages(writes, true), messagesIn(runFolder), { ordered: true }),
        cache: differencesIn(keys, forgottenIn(reports)),
        left: orphansIn(tableAfter(writes)),
        taken: takenTooMuch(writes),
      }).toEqual({ documents: [], audit: [], messages: [], cache: [], left: [], taken: [] })
    },
  )
})
