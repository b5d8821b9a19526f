import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { RedriveSummary } from '../../operations/redrive/redrive-event.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const three = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

describe('a redrive', () => {
  it('lets no change go before one of its item that failed, however far apart they lie', async () => {
    const world = newWorld()
    // More than one call takes, and the item of the first record comes again behind them.
    const many = Array.from({ length: 250 }, (_, index) =>
      recordOf({ seq: index + 1, key: index === 249 ? 'k0' : `k${index}` }),
    )
    world.discard(many.slice(0, 120), 'older')
    world.discard(many.slice(120), 'newer')
    const failing = recording('all', seq => {
      if (seq === 1) throw new Error('down')
    })

    const summary = await world.redrive([failing.processor])

    expect(failing.seen).not.toContain(250)
    expect(world.events).toContainEqual(
      expect.objectContaining({
        event: 'Failed',
        sequenceNumber: seqOf(250),
        code: 'redrive.behind-failure',
      }),
    )
    expect(summary).toMatchObject({ redriven: 0, objectsFailed: 2 })
  })

  it('takes a function for its own only by its whole name', async () => {
    const world = newWorld()
    world.discard(three)
    const { processor } = recording('all')

    const named = async (name: string): Promise<RedriveSummary> =>
      world.redrive([processor], { registries: new Map([[name, registry([processor])]]) })

    expect(await named('est')).toMatchObject({ objectsFailed: 1, applied: 0 })
    expect(await named('test')).toMatchObject({ objectsFailed: 0, applied: 3 })
  })

  it('sets nothing aside and calls nothing failed of what it was interrupted at, and goes on where it was', async () => {
    const world = newWorld()
    const many = Array.from({ length: 150 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
    world.discard(many)
    const controller = new AbortController()
    const interrupting = recording('all', () => {
      controller.abort()
    })
    const rest = recording('all')

    const first = await world.redrive([interrupting.processor], { signal: controller.signal })
    const second = await world.redrive([rest.processor])

    expect(first).toMatchObject({ interrupted: true, applied: 100, redriven: 0, objectsFailed: 0 })
    expect(rest.seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at + 101))
    expect(second).toMatchObject({ interrupted: false, applied: 50, redriven: 1 })
  })

  it('is cut off when its time is up, whatever a call may take', async () => {
    const world = newWorld()
    world.discard(three)
    const hanging = recording('all', async () => new Promise(() => undefined))

    const summary = await world.redrive([hanging.processor], { endsAtMs: systemClock.now() + 50 })

    expect(summary).toMatchObject({ applied: 0, failed: 3, objectsFailed: 1 })
    expect(world.waiting()).toHaveLength(1)
  })
})
