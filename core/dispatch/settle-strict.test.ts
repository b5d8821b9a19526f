import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { isWithoutEffect } from './settle-strict.ts'

const faults = defineFaults({
  'mail.refused': { disposition: 'retry', effect: 'none', message: () => 'no', remedy: 'Wait.' },
  'mail.lost': { disposition: 'retry', message: () => 'no answer', remedy: 'Look.' },
})
const refused = raise(faults, 'mail.refused', {})

describe('an error', () => {
  it.each<[string, Error, boolean]>([
    ['says that there is no effect where its fault declares so', refused, true],
    ['says nothing where its fault does not', raise(faults, 'mail.lost', {}), false],
    ['says nothing where nobody declared it', new Error('no'), false],
    [
      'says nothing where nobody declared it, whatever it has',
      Object.assign(new Error('no'), { effect: 'none' }),
      false,
    ],
    ['says nothing for what led to it', raise(faults, 'mail.lost', {}, { cause: refused }), false],
  ])('%s', (_, error, isWithout) => {
    expect(isWithoutEffect(error)).toBe(isWithout)
  })
})

describe('a strict effect in doubt', () => {
  it.each<[string, Error, readonly number[]]>([
    [
      'stops the others where the network failed',
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      [1],
    ],
    [
      'stops the others where the sink says that it is away',
      raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: 'away' }),
      [1],
    ],
    ['stops nobody else where nothing says whose fault it is', new Error('odd'), [1, 2]],
  ])('%s', async (_, error, seen) => {
    const mail = recording('mail', () => {
      throw error
    })
    const f = functionOf([{ ...mail.processor, strict: true }], { concurrency: 1 })

    await f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])

    expect(mail.seen).toEqual(seen)
  })
})

describe('a claim that cannot be written', () => {
  const strictMail = (): Recording => {
    const { seen, processor } = recording('mail')
    return { seen, processor: { ...processor, strict: true } }
  }

  it('is said, and its change waits for the next try', async () => {
    const { logger, lines } = notedLog()
    const mail = strictMail()
    const store = { ...memoryClaimStore(), write: async () => Promise.reject(new Error('throttled')) }
    const f = functionOf([mail.processor], { logger, claims: { store, newId: randomUUID } })

    const reported = await f.invoke([recordOf({ seq: 1 })])

    expect(reported).toEqual([1])
    expect(mail.seen).toEqual([])
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['delivery.claim-unwritable'])
  })

  it('is not said once more after the deadline, which has spoken for it', async () => {
    const clock = manualClock()
    const { logger, lines } = notedLog()
    const mail = strictMail()
    const store = { ...memoryClaimStore(), write: async () => new Promise<never>(() => undefined) }
    const f = functionOf([mail.processor], {
      clock,
      logger,
      claims: { store, newId: randomUUID },
      deadlineAtMs: clock.now() + 100,
    })

    const response = f.invoke([recordOf({ seq: 1 })])
    await reactionsDone()
    await clock.advance(1_000)

    expect(await response).toEqual([1])
    expect(lines.map(({ detail }) => detail['code'])).not.toContain('delivery.claim-unwritable')
  })
})
