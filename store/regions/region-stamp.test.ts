import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { localRegion, replication } from '../../test/support/two-regions.ts'
import { put } from '../verbs/put.ts'
import { remove } from '../verbs/remove.ts'
import { regionRules, stamped } from './region-stamp.ts'

/** Engines start slowly on a busy machine. */
const engineMs = 120_000

describe('a pipeline in each region', () => {
  it(
    'acts on every change in one region only, and goes on when the other dies',
    { timeout: engineMs },
    async () => {
      const [a, b] = await Promise.all([localRegion('a'), localRegion('b')])
      const [there, back] = [replication(a, b), replication(b, a)]
      const acted: string[] = []
      const pipeline = (region: string) =>
        functionOf(
          [
            processor({
              name: 'act',
              filter: everything().origin('user'),
              handle: async ({ key, kind }) => {
                acted.push(`${region} ${kind} ${key}`)
                return Promise.resolve()
              },
            }),
          ],
          { originRules: regionRules },
        )

      await put(a.on(systemClock).table, stamped({ PK: 'one', SK: 'x' }, 'a'))
      await put(b.on(systemClock).table, stamped({ PK: 'two', SK: 'x' }, 'b'))
      await there()
      await back()
      await put(b.on(systemClock).table, stamped({ PK: 'one', SK: 'x', n: 2 }, 'b'))
      await back()
      await remove(a.on(systemClock).table, { PK: 'two', SK: 'x' })
      await there()
      const [inA, inB] = [await a.records(), await b.records()]
      await b.running.engine.stop()
      await expect(
        there()
          .then(async () => put(a.on(systemClock).table, stamped({ PK: 'three', SK: 'x' }, 'a')))
          .then(there),
      ).rejects.toThrow()
      const late = (await a.records()).slice(inA.length)

      await pipeline('a').invoke(inA)
      await pipeline('b').invoke(inB)
      await pipeline('a').invoke(late)
      await a.running.engine.stop()

      expect(acted.toSorted()).toEqual([
        'a INSERT one|x',
        'a INSERT three|x',
        'b INSERT two|x',
        'b MODIFY one|x',
        'b REMOVE two|x',
      ])
      expect(inA.length + inB.length).toBeGreaterThan(acted.length)
    },
  )
})
