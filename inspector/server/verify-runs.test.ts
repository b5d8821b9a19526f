import { describe, expect, it } from 'vitest'
import type { VerifyEvent, VerifySummary } from '../../operations/verify/verify-event.ts'
import { verifyFaults } from '../../operations/verify/faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { newVerifyRuns } from './verify-runs.ts'

const summary: VerifySummary = {
  ...{ missing: 1, stale: 0, ghosts: 2, duplicates: 0, gaps: 0, items: 9, documents: 9, records: 0 },
  ...{ unsettled: 0, unjudged: 0, readUnits: 1, repaired: 0, notRepaired: 0, interrupted: false },
}
const surroundings = {
  ...{ folder: '.', env: {}, clock: manualClock(), random: () => 0.5, newId: () => 'id', allowWrites: false },
}
const difference = (processor: string, problem: 'missing' | 'ghosts', id: string): VerifyEvent => ({
  ...{ event: 'Difference', functionName: 'watch', processor, problem, id },
})

/** A comparison that ends when the test says so. */
const held = () => {
  const { promise, resolve, reject } = Promise.withResolvers<VerifySummary>()
  const told: ((event: VerifyEvent) => void)[] = []
  const signals: AbortSignal[] = []
  const runs = newVerifyRuns(surroundings, async ({ tell, signal }) => {
    told.push(tell)
    signals.push(signal)
    return promise
  })
  return { runs, resolve, reject, signals, tell: (event: VerifyEvent) => told[0]?.(event) }
}

describe('a comparison that the page asks for', () => {
  it('is counted by processor and problem as it is told, and listed up to 500', async () => {
    const { runs, resolve, tell } = held()
    runs.start('compare')
    tell({ event: 'Comparing', functionName: 'watch', tables: ['t'], processors: ['things', 'audit'] })
    tell({ event: 'NotCompared', functionName: 'watch', processor: 'audit', reason: 'no records' })
    for (let index = 0; index < 600; index += 1) tell(difference('things', 'ghosts', String(index)))
    tell(difference('things', 'missing', 'a'))
    tell({ event: 'Progress', step: 'items', done: 3, total: 9, atMs: 1 })

    expect(runs.view()).toMatchObject({
      state: 'running',
      progress: { step: 'items', done: 3, total: 9 },
      notCompared: [{ functionName: 'watch', processor: 'audit', reason: 'no records' }],
    })
    const counts = Object.fromEntries(runs.view().cells.map(cell => [cell.processor, cell.counts]))
    expect(counts['things']).toEqual({ missing: 1, stale: 0, ghosts: 600, duplicates: 0, gaps: 0 })
    expect(counts['audit']).toEqual({ missing: 0, stale: 0, ghosts: 0, duplicates: 0, gaps: 0 })
    expect(runs.view().differences).toHaveLength(500)
    resolve(summary)
    await expect.poll(() => runs.view().state).toBe('done')
    expect(runs.view().summary).toEqual(summary)
  })

  it('is the only one, until it has ended', async () => {
    const { runs, resolve } = held()
    runs.start('compare')

    expect(() => {
      runs.start('repair')
    }).toThrow(expect.objectContaining({ code: 'inspector.request-invalid' }))
    expect(runs.view().kind).toBe('compare')
    resolve(summary)
    await expect.poll(() => runs.view().state).toBe('done')
    runs.start('plan')
    expect(runs.view()).toMatchObject({ state: 'running', kind: 'plan', differences: [], cells: [] })
  })

  it('says why it could not be made, with what to do', async () => {
    const { runs, reject } = held()
    runs.start('compare')
    reject(raise(verifyFaults, 'verify.nothing-to-compare', { functions: ['watch'], hasRecords: false }))

    await expect.poll(() => runs.view().state).toBe('failed')
    expect(runs.view().problem).toContain('watch')
  })

  it('is ended with the run, which waits for it', async () => {
    const { runs, resolve, signals } = held()
    runs.start('compare')
    let isStopped = false
    const stopping = runs.stop().then(() => {
      isStopped = true
    })

    expect(signals[0]?.aborted).toBe(true)
    await Promise.resolve()
    expect(isStopped).toBe(false)
    resolve({ ...summary, interrupted: true })
    await stopping
    expect(runs.view()).toMatchObject({ state: 'done', summary: { interrupted: true } })
  })
})
