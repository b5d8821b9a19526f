import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fileFailedObjects } from '../../adapters/file/file-failed-objects.ts'
import { localParty } from '../../adapters/file/local-party.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import { silentLogger } from '../../core/logger.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { RedriveEvent } from '../../operations/redrive/redrive-event.ts'
import { redrive } from '../../operations/redrive/redrive.ts'
import { failureDocumentOf } from '../../testing/contracts/failure-destination.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const canTell = process.platform === 'linux'
const urlOf = (file: string): string => JSON.stringify(pathToFileURL(file).href)

/** Takes what lies in a folder in hand, says so in the middle of a delivery, and never ends. */
const redrivingIn = (folder: string): string => `
  import { fileFailedObjects } from ${urlOf('adapters/file/file-failed-objects.ts')}
  import { localParty } from ${urlOf('adapters/file/local-party.ts')}
  import { memoryLedgerStore } from ${urlOf('adapters/memory/memory-ledger-store.ts')}
  import { systemClock } from ${urlOf('core/clock.ts')}
  import { everything } from ${urlOf('core/filter/words.ts')}
  import { silentLogger } from ${urlOf('core/logger.ts')}
  import { processor } from ${urlOf('core/processor/define-processor.ts')}
  import { registry } from ${urlOf('core/registry/define-registry.ts')}
  import { redrive } from ${urlOf('operations/redrive/redrive.ts')}
  const all = processor({
    name: 'all',
    filter: everything(),
    handle: async () => {
      process.stdout.write('delivering')
      await new Promise(resolve => setTimeout(resolve, 3_600_000))
    },
  })
  await redrive({
    from: [fileFailedObjects(${JSON.stringify(folder)})],
    registries: new Map([['local', registry([all])]]),
    ledger: memoryLedgerStore(),
    newId: () => crypto.randomUUID(),
    party: await localParty('child', {}),
    stage: 'dev', dryRun: false, clock: systemClock, logger: silentLogger, timeoutMs: 3_600_000,
    signal: new AbortController().signal, tell: () => undefined,
  })`

const waitingFolder = (): string => {
  const folder = path('failures')
  const payload = JSON.stringify({ Records: [recordOf({ seq: 1 })] })
  const file = join(folder, 'aws/lambda/m/1')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(failureDocumentOf('1', { payload })))
  return folder
}

/** A folder of which a redrive was killed between claim and done; `whileAlive` runs before that. */
const killedRedrive = async (whileAlive: (folder: string) => Promise<void>): Promise<string> => {
  const folder = waitingFolder()
  const child = spawn(process.execPath, ['--input-type=module', '-e', redrivingIn(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await whileAlive(folder)
  child.kill('SIGKILL')
  await once(child, 'close')
  return folder
}

const again = async (folder: string, party = partyByClock('next', 'next'), clock: Clock = systemClock) => {
  const all = recording('all')
  const events: RedriveEvent[] = []
  const summary = await redrive({
    from: [fileFailedObjects(folder)],
    registries: new Map([['local', registry([all.processor])]]),
    ledger: memoryLedgerStore(),
    newId: randomUUID,
    party,
    stage: 'dev',
    dryRun: false,
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    tell: event => events.push(event),
  })
  return { seen: all.seen, summary, events }
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))

describe('a redrive that is killed between claim and done', () => {
  it.runIf(canTell)('holds what it has in hand while it lives, and nothing when it is dead', async () => {
    const folder = await killedRedrive(async alive => {
      const { seen, summary, events } = await again(alive, await localParty('beside', {}))
      expect(seen).toEqual([])
      expect(summary).toMatchObject({ objectsInHand: 1, redriven: 0 })
      expect(events).toContainEqual(
        expect.objectContaining({
          event: 'InHand',
          holder: expect.stringMatching(/^process \d+ on /) as unknown,
        }),
      )
    })

    const { seen, summary } = await again(folder, await localParty('next', {}))

    expect(seen).toEqual([1])
    expect(summary).toMatchObject({ applied: 1, redriven: 1, objectsInHand: 0 })
    expect(filesIn(folder)).toEqual(['redriven/aws/lambda/m/1'])
  })

  it('is waited for by one that cannot see it, until its time is over', async () => {
    const folder = await killedRedrive(async () => Promise.resolve())
    const clockIn = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() + ms })

    const early = await again(folder, partyByClock('a', 'a'))
    const late = await again(folder, partyByClock('b', 'b'), clockIn(900_000))

    expect([early.seen, late.seen]).toEqual([[], [1]])
    expect(filesIn(folder)).toEqual(['redriven/aws/lambda/m/1'])
  })
})

describe('tailrace redrive at a place that is none', () => {
  const env = (): Readonly<Record<string, string>> => ({
    STAGE: 'test',
    LEDGER_URL: 'memory:',
    SEARCH_URL: 'memory:',
    CACHE_URL: 'memory:',
    AUDIT_URL: `file:${path('audit')}`,
    NOTIFY_URL: `file:${path('news')}`,
  })

  it.each([
    ['a folder that does not exist', () => path('nowhere'), 'ENOENT'],
    ['a file', () => waitingFolder() + '/aws/lambda/m/1', 'ENOTDIR'],
    ['what was brought home', () => join(waitingFolder(), 'redriven'), 'brought home already'],
    [
      'a part of what was brought home',
      () => join(waitingFolder(), 'redriven/parked/dev'),
      'brought home already',
    ],
  ])('ends with 2 and says why: %s', async (_, place, reason) => {
    const { code, said } = await tailrace(['redrive', '--from', `file:${place()}`], env())

    expect(code).toBe(2)
    expect(said).toContain('Nobody can tell what waits in file:')
    expect(said).toContain(reason)
  })

  it('passes over one of the environment that no change has made yet, but not over all of them', async () => {
    const [there, nowhere] = [waitingFolder(), path('nowhere')]
    const one = { ...env(), PARK_URL: `file:${nowhere}`, FAILURES_URL: `file:${there}` }
    const found = await tailrace(['redrive', '--dry-run'], one)
    const none = await tailrace(['redrive', '--dry-run'], { ...one, FAILURES_URL: `file:${nowhere}/2` })

    expect(found.said).toContain(`Nobody can tell what waits in file:${nowhere}`)
    expect(found.said).toContain('or the URL is wrong; the other places are looked into')
    expect([found.code, none.code]).toEqual([4, 2])
    expect(existsSync(nowhere)).toBe(false)
    expect(readFileSync(join(there, 'aws/lambda/m/1'), 'utf8')).toContain('payload')
  }, 60_000)
})
