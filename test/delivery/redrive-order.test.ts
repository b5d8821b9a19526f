import { describe, expect, it } from 'vitest'
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
})
