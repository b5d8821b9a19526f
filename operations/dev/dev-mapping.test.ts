import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileFailedObjects } from '../../adapters/file/file-failed-objects.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { systemClock } from '../../core/clock.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import { silentLogger } from '../../core/logger.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { hastyClock } from '../../test/support/hasty-clock.ts'
import { recording } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { smallProjects } from '../../test/support/small-project.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readProject } from '../project/read-project.ts'
import { redrive } from '../redrive/redrive.ts'
import { devMapping } from './dev-mapping.ts'

const path = temporaryPaths()
const projectOf = smallProjects()

/** Runs a mapping as `dev` does over a function that fails, until it has given up; gives the run's folder. */
const givenUp = async (): Promise<{ readonly runFolder: string; readonly calls: number }> => {
  const runFolder = path('run')
  const { functions } = await readProject(projectOf({ stream: 'maximumRetryAttempts: 1' }), {})
  const [found] = functions
  if (found === undefined) throw new Error('the project has no function')
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  source.put('shard-1', recordOf({ seq: 1 }))
  let calls = 0
  const clock = hastyClock()
  const target = inProcessFunction({
    functionName: found.functionName,
    clock,
    handler: () => {
      calls += 1
      throw new Error('down')
    },
  })
  const settings = { ...found.streams[0]!.settings, StartingPosition: 'TRIM_HORIZON' as const }
  const mapping = devMapping(
    { id: found.functionName, settings, target, source },
    {
      runFolder,
      party: partyByClock('dev', 'dev'),
      clock,
      random: () => 0.5,
      newId: () => 'id',
      emit: () => undefined,
    },
  )
  await mapping.start()
  await mapping.whenCaughtUp()
  await mapping.stop()
  return { runFolder, calls }
}

describe('a mapping of dev', () => {
  it('tries ten times more, whatever serverless.yml says, and leaves a batch that a redrive takes', async () => {
    const { runFolder, calls } = await givenUp()
    const failures = join(runFolder, 'failures')
    const all = recording('all')

    const summary = await redrive({
      from: [fileFailedObjects(failures)],
      registries: new Map([['orders', registry([all.processor])]]),
      ledger: memoryLedgerStore(),
      newId: randomUUID,
      party: partyByClock('redrive', 'redrive'),
      stage: 'dev',
      dryRun: false,
      clock: systemClock,
      logger: silentLogger,
      signal: new AbortController().signal,
      tell: () => undefined,
    })

    expect(calls).toBe(11)
    expect(all.seen).toEqual([1])
    expect(summary).toMatchObject({ applied: 1, redriven: 1 })
    expect(readFileSync(join(runFolder, 'checkpoints-orders.json'), 'utf8')).toContain('shard-1')
  })
})
