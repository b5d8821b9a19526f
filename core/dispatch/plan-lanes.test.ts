import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { registry } from '../registry/define-registry.ts'
import { BatchRecord } from './batch-record.ts'
import { planLanes } from './plan-lanes.ts'
import { routeBatch } from './route-batch.ts'

const nobody = entity('Nobody', { match: { type: 'NOBODY' } })
const handle = async (): Promise<void> => Promise.resolve()
const all = [
  processor({ name: 'each', filter: everything(), handle }),
  processor({ name: 'none', filter: when(nobody), handle }),
  batchProcessor({ name: 'bulk', filter: everything(), handle }),
  batchProcessor({ name: 'no-bulk', filter: when(nobody), handle }),
]
const batchOf = (...keys: readonly string[]) =>
  routeBatch(
    registry(all),
    keys.map((key, index) => new BatchRecord(index, viewOf(recordOf({ seq: index + 1, key })), undefined)),
  )

describe('the work of a batch', () => {
  it('is a lane for each item of a processor, and one for all of a batch processor', () => {
    const { lanes, tallies } = planLanes(batchOf('a', 'b', 'a', 'c'))

    expect(
      lanes.map(({ first, task }) => [first.processor.name, first.record.position, task !== undefined]),
    ).toEqual([
      ['each', 0, false],
      ['each', 1, false],
      ['each', 3, false],
      ['bulk', 0, true],
    ])
    expect([...tallies.keys()]).toEqual(['each', 'bulk'])
    for (const { first, tally } of lanes) expect(tallies.get(first.processor.name)).toBe(tally)
  })

  it('goes by the handlers of those who watch, where there are any', () => {
    const watched = async (): Promise<'unchanged'> => Promise.resolve('unchanged' as const)
    const { lanes } = planLanes(batchOf('a'), {
      earlier: new Set(),
      handlerOf: ({ name, run }) => (name === 'each' ? { mode: 'each', handle: watched } : run),
    })

    expect(lanes.map(lane => ('handle' in lane ? lane.handle : undefined))).toEqual([watched, undefined])
  })

  it('is none where nobody wants anything', () => {
    expect(planLanes(batchOf())).toEqual({ lanes: [], tallies: new Map() })
  })
})
