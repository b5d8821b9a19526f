import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { everything } from '../../core/filter/words.ts'
import { streamHandler } from '../../core/handler/stream-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import { originOf } from '../../core/record/origin.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { manifestFileOf } from '../../operations/capture/manifest.ts'
import type { CaptureManifest } from '../../operations/capture/manifest.ts'
import { readEvents } from '../../operations/replay/read-events.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import type { AuditEntry } from '../../processors/audit-log/audit-sink.ts'
import type { FixtureReport } from '../../testing/replay-fixture.ts'
import { replayFixture } from '../../testing/replay-fixture.ts'
import { goldenFileOf } from '../support/golden-files.ts'

/** A fixture as the list of them describes it. */
interface Listed {
  readonly file: string
  readonly records: number
  /** Whether `tailrace capture` wrote it, with a manifest of its own. */
  readonly captured: boolean
  readonly from: string
  readonly why: string
}

const folder = 'test/fixtures'
const text = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8')
const { fixtures } = JSON.parse(text('manifest.json')) as { readonly fixtures: readonly Listed[] }

const all = async <T>(values: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}

/** Delivers a fixture to an audit of everything. */
const audited = async (
  file: string,
): Promise<{
  readonly report: FixtureReport
  readonly entries: readonly AuditEntry[]
  readonly parked: number
}> => {
  const sink = memoryAuditSink()
  const parking = memoryParkingStore()
  const pipeline = registry([auditLog({ filter: everything(), sink })])
  const handler = streamHandler(pipeline, { ledger: memoryLedgerStore(), parking, logger: silentLogger })
  const report = await replayFixture(handler, `${folder}/${file}`)
  const entries = await all(sink.entries())
  return { report, entries, parked: (await all(parking.list())).length }
}

describe('the list of fixtures', () => {
  it('names every file, and no other', () => {
    const listed = fixtures.flatMap(({ file, captured }) =>
      captured ? [file, goldenFileOf(file), manifestFileOf(file)] : [file, goldenFileOf(file)],
    )

    expect(readdirSync(folder).sort()).toEqual([...listed, 'manifest.json'].sort())
  })

  it('says of each where it comes from and why it is kept', () => {
    for (const { from, why } of fixtures) expect([from.length > 10, why.length > 10]).toEqual([true, true])
  })

  it.each(fixtures.filter(({ captured }) => captured))('$file is what its manifest says', ({ file }) => {
    const manifest = JSON.parse(text(manifestFileOf(file))) as CaptureManifest
    const numbers = readEvents(text(file), file)
      .flat()
      .map(({ dynamodb }) => dynamodb?.SequenceNumber)

    expect(manifest).toMatchObject({
      complete: true,
      count: numbers.length,
      source: { streams: [{ firstSequenceNumber: numbers[0], lastSequenceNumber: numbers.at(-1) }] },
    })
  })
})

describe.each(fixtures)('$file', ({ file, records }) => {
  it('is delivered whole, and nothing of it is parked', async () => {
    expect(existsSync(`${folder}/${file}`)).toBe(true)

    const { report, entries, parked } = await audited(file)

    expect(report.records.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: records }, () => 'succeeded'),
    )
    expect([entries.length, parked]).toEqual([records, 0])
  })
})

describe('what fixtures are kept for', () => {
  it.each(fixtures.filter(({ file }) => file.startsWith('order-life') && !file.includes('redacted')))(
    'keeps every digit and every byte of $file',
    async ({ file }) => {
      const { entries } = await audited(file)

      const json = JSON.stringify(entries)
      for (const kept of [
        '12345678901234567890123456789012345678',
        '-0.000000000000000000000000000000000001',
        'AAF/gP7/',
        'ä€😀',
      ])
        expect(json).toContain(kept)
    },
  )

  it('tells a removal by the TTL service from that of a user', () => {
    const file = 'ttl-removal.dynamodb-local.ndjson'
    const origins = readEvents(text(file), file)
      .flat()
      .map(record => originOf(record))

    expect(origins).toEqual(['user', 'ttl'])
  })
})
