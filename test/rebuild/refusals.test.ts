import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLateness } from '../../operations/rebuild/check-lateness.ts'
import type { RebuildEvent } from '../../operations/rebuild/rebuild-event.ts'
import type { LatenessSince, RebuildRun } from '../../operations/rebuild/rebuild-run.ts'
import { rebuildStateFile } from '../../operations/rebuild/rebuild-state.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { RebuildWorldOptions } from './rebuild-world.ts'
import { rebuildWorld, wantedDocuments } from './rebuild-world.ts'

const path = temporaryPaths()
const hourMs = 3_600_000
const usual: RebuildWorldOptions = {
  seed: 5,
  strategy: 'sequence',
  isIdDerived: false,
  keys: 12,
  everyMs: 1_000,
}

describe('how late the functions are', () => {
  it('is refused beyond what is allowed, and at 23 hours whatever is allowed', async () => {
    const ms = fc.oneof(
      fc.nat({ max: 30 * hourMs }),
      fc.constantFrom(hourMs, hourMs + 1, 23 * hourMs - 1, 23 * hourMs),
    )
    const known = fc.record({ nowMs: ms, mostMs: ms })
    const seen = fc.oneof(known, fc.constant(undefined))
    await fc.assert(
      fc.asyncProperty(seen, ms, fc.option(ms, { nil: undefined }), async (late, sinceMs, maxLateMs) => {
        const atMs = 1_767_225_600_000
        const state = { checkedAtMs: atMs - sinceMs }
        const run = {
          state,
          maxLateMs,
          clock: { now: () => atMs },
          lateness: async () => Promise.resolve(late),
          tell: () => undefined,
        } as unknown as RebuildRun
        const allowedMs = maxLateMs ?? hourMs
        const isTrimmed = (late?.mostMs ?? sinceMs) >= 23 * hourMs
        const isLate = late !== undefined && late.nowMs > allowedMs

        const result = await checkLateness(run, true).then(
          () => 'goes on',
          (error: unknown) => (error as { code: string }).code,
        )

        expect(result).toBe(isTrimmed ? 'rebuild.stream-trimmed' : isLate ? 'rebuild.stream-late' : 'goes on')
        // What was refused is looked at again from where it was last right.
        expect(state.checkedAtMs).toBe(result === 'goes on' ? atMs : atMs - sinceMs)
      }),
    )
  })

  it('is looked at before an index is made, and leaves nothing where it is too late', async () => {
    const world = await rebuildWorld(usual)
    const late: LatenessSince = async () => Promise.resolve({ nowMs: 2 * hourMs, mostMs: 2 * hourMs })

    await expect(world.rebuild(path(), { lateness: late })).rejects.toMatchObject({
      code: 'rebuild.stream-late',
    })
    const { numbered } = await world.admin.describeAlias('things')
    const allowed = await world.rebuild(path(), { lateness: late, maxLateMs: 3 * hourMs })

    expect(numbered.map(({ index }) => index)).toEqual(['things-001'])
    expect(allowed).toMatchObject({ step: 'done' })
    await world.drain()
  })

  it('is looked at before the alias is switched, and by the run that goes on', async () => {
    const world = await rebuildWorld(usual)
    const folder = path()
    let isCompared = false
    const trimmed: LatenessSince = async () =>
      Promise.resolve({ nowMs: 0, mostMs: isCompared ? 23 * hourMs : 0 })
    const changes = {
      lateness: trimmed,
      tell: (event: RebuildEvent) => {
        isCompared ||= event.event === 'RebuildStep' && event.step === 'compared'
      },
    }
    const refused = { code: 'rebuild.stream-trimmed' }

    await expect(world.rebuild(folder, changes)).rejects.toMatchObject(refused)
    await expect(world.rebuild(folder, changes)).rejects.toMatchObject(refused)

    expect((await world.admin.describeAlias('things')).live).toEqual(['things-001'])
    await world.drain()
  })

  it('counts as too late where nobody knows it and nobody looked for a day', async () => {
    const world = await rebuildWorld(usual)
    const folder = path()
    const nobody: LatenessSince = async () => Promise.resolve(undefined)
    await world.rebuild(folder, { lateness: nobody, killedAt: 25 })
    const file = rebuildStateFile(folder)
    const state = JSON.parse(readFileSync(file, 'utf8')) as { checkedAtMs: number }
    writeFileSync(file, JSON.stringify({ ...state, checkedAtMs: state.checkedAtMs - 24 * hourMs }))

    await expect(world.rebuild(folder, { lateness: nobody })).rejects.toMatchObject({
      code: 'rebuild.stream-trimmed',
    })
    expect((await world.admin.describeAlias('things')).live).toEqual(['things-001'])
    await world.drain()
  })
})

describe('a rebuild beside another one', () => {
  it('is refused before it makes anything', async () => {
    const world = await rebuildWorld(usual)
    const first = path()
    // Killed once the mark names its index.
    const isNamed = async (): Promise<boolean> =>
      ((await world.store.readMark('things'))?.text ?? '').includes('things-002')
    for (let killedAt = 1; !(await isNamed()); killedAt += 1) await world.rebuild(first, { killedAt })

    await expect(world.rebuild(path(), { run: 'another' })).rejects.toMatchObject({
      code: 'rebuild.filling-other',
    })
    const { numbered } = await world.admin.describeAlias('things')
    const ended = await world.rebuild(first)

    expect(numbered.map(({ index }) => index)).toEqual(['things-001', 'things-002'])
    expect(ended).toMatchObject({ step: 'done', index: 'things-002' })
    await world.drain()
  })

  it('is refused where its name is no alias', async () => {
    const world = await rebuildWorld(usual)
    const isIndex = {
      ...world.admin,
      describeAlias: async (alias: string) => ({
        ...(await world.admin.describeAlias(alias)),
        isIndex: true,
        live: [],
      }),
    }
    await expect(world.rebuild(path(), { admin: isIndex })).rejects.toMatchObject({
      code: 'rebuild.alias-missing',
    })
    await world.drain()
  })

  it('that is adopted ends as the table is, however early somebody adopts it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async seed => {
        const world = await rebuildWorld({ ...usual, seed, keys: 60, everyMs: 700 })
        const first = path()
        const isNamed = async (): Promise<boolean> =>
          ((await world.store.readMark('things'))?.text ?? '').includes('things-002')
        for (let killedAt = 1; !(await isNamed()); killedAt += 1) await world.rebuild(first, { killedAt })

        const ended = await world.rebuild(path(), { isAdopted: true, run: 'adopts' })
        await world.drain()

        // Whoever has read the mark before it named the index trusts it for a minute, and writes for as long as it runs.
        const waited = world.events.filter(each => each.event === 'RebuildStep' && each.untilMs !== undefined)
        expect(waited.length).toBeGreaterThan(0)
        expect(ended).toMatchObject({ step: 'done', index: 'things-002' })
        const wanted = wantedDocuments(world.table, false)
        expect(new Map(await world.documents('things'))).toEqual(new Map(wanted))
      }),
      { numRuns: 2, endOnFailure: true },
    )
  }, 60_000)
})
