import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 })
const names = ['p', 'q', 'r'] as const
/** Which tries fail, by processor and record. */
const failures = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 12 })), {
  selector: pair => pair.join(' '),
})

const recordsOf = (all: readonly string[]) => all.map((key, index) => recordOf({ seq: index + 1, key }))

describe('the laws of delivery', () => {
  it('reports exactly the records that some processor has not finished, lowest first', async () => {
    await fc.assert(
      fc.asyncProperty(keys, failures, async (all, failing) => {
        const isFailing = (name: string, seq: number): boolean =>
          failing.some(([processorName, number]) => processorName === name && number === seq)
        const recordings = names.map(name =>
          recording(name, seq => {
            if (isFailing(name, seq)) throw new Error('no')
          }),
        )

        const reported = await functionOf(recordings.map(each => each.processor)).invoke(recordsOf(all))

        const unfinished = all.flatMap((key, index) => {
          const upTo = all.slice(0, index + 1)
          const isStopped = names.some(name =>
            upTo.some((other, position) => other === key && isFailing(name, position + 1)),
          )
          return isStopped ? [index + 1] : []
        })
        expect(reported).toEqual(unfinished)
      }),
    )
  })

  it('keeps the order of each key however the handlers interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.scheduler(),
        fc.integer({ min: 1, max: 5 }),
        async (all, scheduler, concurrency) => {
          const ended: { readonly key: string; readonly seq: number }[] = []
          const slow = processor({
            name: 'slow',
            filter: everything(),
            handle: async ({ key, sequenceNumber }) => {
              await scheduler.schedule(Promise.resolve())
              ended.push({ key, seq: Number(sequenceNumber) })
            },
          })

          const response = functionOf([slow], { concurrency }).invoke(recordsOf(all))
          await scheduler.waitFor(response)

          for (const key of new Set(all)) {
            const seqs = ended.filter(each => each.key === key).map(({ seq }) => seq)
            expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
          }
          expect(ended).toHaveLength(all.length)
        },
      ),
    )
  })

  it('has the same effect when a batch comes again as when it comes once', async () => {
    await fc.assert(
      fc.asyncProperty(keys, failures, async (all, failing) => {
        const failOnce =
          (name: string) =>
          (seq: number, tries: number): void => {
            const isFailing = failing.some(([other, number]) => other === name && number === seq)
            if (isFailing && tries === 1) throw new Error('once')
          }
        const recordings = names.map(name => recording(name, failOnce(name)))
        const f = functionOf(
          recordings.map(each => each.processor),
          { ledger: memoryLedgerStore(), maxAttempts: 20 },
        )
        const records = recordsOf(all)

        let reported = await f.invoke(records)
        for (let tries = 0; reported.length > 0 && tries < 20; tries += 1) reported = await f.invoke(records)

        expect(reported).toEqual([])
        for (const [index, { seen }] of recordings.entries()) {
          const name = names[index] ?? ''
          for (const seq of records.map((_, position) => position + 1)) {
            const isFailing = failing.some(([other, number]) => other === name && number === seq)
            expect(seen.filter(other => other === seq)).toHaveLength(isFailing ? 2 : 1)
          }
        }
      }),
    )
  })
})
