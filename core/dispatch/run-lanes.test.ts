import { describe, expect, it } from 'vitest'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Processor } from '../processor/processor.ts'

const five = ['a', 'b', 'c', 'd', 'e'].map((key, index) => recordOf({ seq: index + 1, key }))
const away = (): never => {
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
const strict = ({ processor }: Recording): Processor => ({ ...processor, strict: true })

describe('the lanes of a processor', () => {
  it('are not begun any more once a strict effect is in doubt for its sink: the others wait', async () => {
    const mail = recording('mail', away)
    const f = functionOf([strict(mail)], { concurrency: 1 })

    const reported = await f.invoke(five)

    expect(mail.seen).toEqual([1])
    expect(reported).toEqual([2, 3, 4, 5])
  })

  it.each([
    ['before', []],
    ['after', [1, 2, 3, 4, 5]],
  ] as const)('fail where a fault is ordered, %s the effect', async (when, seen) => {
    const own = recording('own')

    const reported = await functionOf([own.processor], { faults: () => when }).invoke(five)

    expect(reported).toEqual([1, 2, 3, 4, 5])
    expect(own.seen).toEqual(seen)
  })

  it('are begun in the order of the batch, so many at a time, each processor by itself', async () => {
    const begun: string[] = []
    const release: (() => void)[] = []
    const slow = (name: string): Processor =>
      recording(name, async seq => {
        begun.push(`${name} ${seq}`)
        await new Promise<void>(resolve => release.push(resolve))
      }).processor
    const response = functionOf([slow('one'), slow('two')], { concurrency: 2 }).invoke(five)
    const rounds: (readonly string[])[] = []
    for (let round = 0; round < 3; round += 1) {
      await new Promise(resolve => setImmediate(resolve))
      rounds.push(begun.splice(0).toSorted())
      for (const each of release.splice(0)) each()
    }

    expect(await response).toEqual([])
    expect(rounds).toEqual([
      ['one 1', 'one 2', 'two 1', 'two 2'],
      ['one 3', 'one 4', 'two 3', 'two 4'],
      ['one 5', 'two 5'],
    ])
  })
})
