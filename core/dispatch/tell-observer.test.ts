import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import type { DispatchReport } from './report.ts'

/** Also one that gives something, as an asynchronous one does. */
type Observe = (report: DispatchReport) => unknown

const two = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

/** One batch, told to this observer: what is reported, and the codes and messages of what was logged. */
const told = async (observe: Observe, invocations = 1) => {
  const { logger, lines } = notedLog()
  const own = recording('own')
  const f = functionOf([own.processor], { logger, observe })
  const reported: (readonly number[])[] = []
  for (let times = 0; times < invocations; times += 1) reported.push(await f.invoke(two))
  await new Promise(setImmediate)
  return {
    reported,
    seen: own.seen,
    said: lines.map(({ level, message, detail }) => [level, detail['code'], message]),
  }
}

const failed = (reason: string): readonly unknown[] => [
  'error',
  'delivery.observer-failed',
  expect.stringContaining(reason),
]

describe('an observer of a function', () => {
  it('is told what became of every record, once for each batch', async () => {
    const reports: DispatchReport[] = []

    const { said } = await told(report => void reports.push(report), 2)

    expect(reports.map(({ functionName }) => functionName)).toEqual(['test', 'test'])
    expect(reports.map(({ records }) => records.map(({ sequenceNumber }) => sequenceNumber))).toEqual([
      [seqOf(1), seqOf(2)],
      [seqOf(1), seqOf(2)],
    ])
    expect(said).toEqual([])
  })

  it.each<[string, Observe]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('disk full'))],
    ['rejects later', async () => new Promise((_, reject) => setImmediate(reject, new Error('disk full')))],
    ['rejects in another realm', () => runInNewContext("Promise.reject(new Error('disk full'))") as unknown],
  ])('that %s fails nothing, and that is said', async (_, observe) => {
    const { reported, seen, said } = await told(observe)

    expect([reported, seen]).toEqual([[[]], [1, 2]])
    expect(said).toEqual([failed('disk full')])
  })

  it('that answers with a promise of nothing is heard no more of', async () => {
    expect((await told(async () => Promise.resolve())).said).toEqual([])
  })
})
