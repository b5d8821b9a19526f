import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileBlobStore } from '../../adapters/file/file-blob-store.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { silentLogger } from '../../core/logger.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { failureDocumentOf } from '../../testing/contracts/failure-destination.ts'
import { offloaded } from '../../test/support/packed-records.ts'
import { recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { redriveFrom } from './redrive-from.ts'

const path = temporaryPaths()

/** A folder in which a batch of the function `local` waits. */
const waitingIn = (record: StreamRecord = recordOf({ seq: 1 })): string => {
  const folder = path('failures')
  const file = join(folder, 'aws/lambda/m/1')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    JSON.stringify(failureDocumentOf('1', { payload: JSON.stringify({ Records: [record] }) })),
  )
  return folder
}

const redrivenBy = async (
  env: Readonly<Record<string, string>>,
  from: readonly string[] = [],
  each?: Processor,
  functionName = 'local',
) => {
  const all = recording('all')
  const summary = await redriveFrom({
    from,
    registries: new Map([[functionName, registry([each ?? all.processor])]]),
    env: { LEDGER_URL: 'memory:', ...env },
    newId: () => 'id',
    dryRun: false,
    clock: systemClock,
    logger: silentLogger,
    signal: new AbortController().signal,
    tell: () => undefined,
  })
  return { seen: all.seen, summary }
}

describe('a redrive with the ports that the environment names', () => {
  it('looks into both places of the environment, and only into those that are named where some are', async () => {
    const [parked, failures, named] = [waitingIn(recordOf({ seq: 1 })), waitingIn(), waitingIn()]
    const env = { PARK_URL: `file:${parked}`, FAILURES_URL: `file:${failures}` }

    const one = await redrivenBy(env, [`file:${named}`, `file:${named}`])
    const both = await redrivenBy(env)

    expect([one.summary.objects, both.summary.objects]).toEqual([1, 2])
    for (const folder of [parked, failures, named])
      expect(existsSync(join(folder, 'redriven/aws/lambda/m/1'))).toBe(true)
  })

  it('passes over a folder of the environment that is not there, not over one that was named', async () => {
    const [there, nowhere] = [`file:${waitingIn()}`, `file:${path('nowhere')}`]

    await expect(redrivenBy({}, [there, nowhere])).rejects.toMatchObject({ code: 'redrive.place-unreadable' })
    await expect(redrivenBy({ PARK_URL: nowhere, FAILURES_URL: `${nowhere}/2` })).rejects.toMatchObject({
      code: 'redrive.place-unreadable',
    })
    expect((await redrivenBy({ PARK_URL: nowhere, FAILURES_URL: there })).seen).toEqual([1])
  })

  it.each([
    [{}, [1]],
    [{ TABLE_NAME: '' }, [1]],
    [{ TABLE_NAME: 'things' }, [1]],
    [{ TABLE_NAME: 'others' }, []],
  ])('takes the changes of the table that is named: %j', async (env, expected) => {
    expect((await redrivenBy(env, [`file:${waitingIn()}`])).seen).toEqual(expected)
  })

  it('knows functions by the names that are said', async () => {
    const said = { FUNCTION_NAMES: 'mine=local' }

    expect((await redrivenBy(said, [`file:${waitingIn()}`], undefined, 'mine')).seen).toEqual([1])
    expect((await redrivenBy({}, [`file:${waitingIn()}`], undefined, 'mine')).seen).toEqual([])
  })

  it('reads what lies elsewhere, for filters too', async () => {
    const folder = path('blobs')
    const { value } = await offloaded({ S: 'big'.repeat(1_000) }, fileBlobStore(folder))
    const seen: number[] = []
    const big = processor({
      name: 'all',
      filter: when(entity('Thing', { match: { type: 'THING' } })).where({ note: { prefix: 'big' } }),
      handle: async ({ sequenceNumber }) => Promise.resolve(void seen.push(Number(sequenceNumber))),
    })
    const waiting = waitingIn(recordOf({ seq: 1, after: { note: value } }))

    await redrivenBy({ BLOB_URL: `file:${folder}` }, [`file:${waiting}`], big)

    expect(seen).toEqual([1])
  })

  it.each([
    [{}, 'dev'],
    [{ STAGE: 'prod' }, 'prod'],
  ])('is of the stage that is said: %j', async (env, stage) => {
    const ledger = join(path('ledger'), 'ledger.ndjson')

    await redrivenBy({ ...env, LEDGER_URL: `file:${ledger}` }, [`file:${waitingIn()}`])

    expect(readFileSync(ledger, 'utf8')).toContain(`"${stage}/local/`)
  })

  it('says where it would have looked', async () => {
    await expect(redrivenBy({ PARK_URL: '' })).rejects.toMatchObject({ code: 'redrive.nowhere-to-look' })
  })
})
