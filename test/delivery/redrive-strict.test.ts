import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { Clock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { manualClock, reactionsDone } from '../support/manual-clock.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const writtenMs = 1_767_225_600_000
const dayMs = 86_400_000

/** Pauses between tries are over at once; deadlines are never. */
const at = (nowMs: number): Clock => ({
  now: () => nowMs,
  wait: async ms => (ms > 5_000 ? new Promise(() => undefined) : Promise.resolve()),
})
const soon = at(writtenMs + 60_000)

type Send = (seq: number, tries: number) => void | Promise<void>

const mailing = (send: Send = () => undefined) => {
  const sent: number[] = []
  const handle = async ({ sequenceNumber }: { readonly sequenceNumber: string }): Promise<void> => {
    const seq = Number(sequenceNumber)
    sent.push(seq)
    await send(seq, sent.filter(other => other === seq).length)
  }
  const strict: Processor = processor({ name: 'mail', filter: everything(), strict: true, handle })
  return { sent, processor: strict }
}

const three = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))
const unsure: Send = seq => {
  if (seq === 2) throw new Error('who knows')
}

/** A world in which the mail of record 2 is parked in doubt, and the others are sent. */
const doubted = async () => {
  const world = newWorld()
  const mail = mailing(unsure)
  expect(await world.functionOf([mail.processor]).invoke(three)).toEqual([])
  expect(mail.sent).toEqual([1, 2, 3])
  return world
}

describe('a redrive of what is in doubt', () => {
  it.each([false, true])(
    'leaves it, and tells a person what there is to decide (dry run: %s)',
    async dryRun => {
      const world = await doubted()
      const mail = mailing()
      const waiting = world.waiting()

      const summary = await world.redrive([mail.processor], { dryRun })

      expect(mail.sent).toEqual([])
      expect(world.waiting()).toEqual(waiting)
      expect(summary).toMatchObject({ inDoubt: 1, redriven: 0, wouldDeliver: 0, failed: dryRun ? 0 : 1 })
      expect(world.events).toContainEqual({
        event: 'InDoubt',
        functionName: 'test',
        processor: 'mail',
        eventName: 'MODIFY',
        key: expect.stringContaining('b') as string,
        sequenceNumber: seqOf(2),
        claimedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        why: 'who knows',
      })
    },
  )

  it('as applied sets it aside and sends nothing, whoever delivers it again', async () => {
    const world = await doubted()
    const mail = mailing()

    const summary = await world.redrive([mail.processor], { resolve: 'applied' })
    const again = await world.redrive([mail.processor], { resolve: 'applied' })
    // Its response was lost, and what the ledger knew of it too.
    const reported = await world.functionOf([mail.processor], { ledger: memoryLedgerStore() }).invoke(three)

    expect(summary).toMatchObject({ redriven: 1, inDoubt: 0, failed: 0, objectsFailed: 0 })
    expect(again).toMatchObject({ objects: 0, redriven: 0 })
    expect(world.waiting()).toEqual([])
    expect(reported).toEqual([])
    expect(mail.sent).toEqual([])
  })

  it('lets no change go while an older one of its item is still in doubt, wherever a kill falls', async () => {
    const world = newWorld()
    const both = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'a' })]
    const lost: Send = () => {
      throw new Error('who knows')
    }
    expect(await world.functionOf([mailing(lost).processor]).invoke(both)).toEqual([])
    // The first claim is on its way when the process dies; whatever is sent beside it has arrived.
    let writes = 0
    const dying: typeof world.claims = {
      ...world.claims,
      write: async claim => {
        writes += 1
        if (writes > 1) return world.claims.write(claim)
        await new Promise(resolve => setImmediate(resolve))
        throw new Error('killed')
      },
    }
    const mail = mailing()

    await expect(world.redrive([mail.processor], { resolve: 'repeat', claims: dying })).rejects.toThrow(
      'killed',
    )
    const next = await world.redrive([mail.processor])
    await world.redrive([mail.processor], { resolve: 'repeat' })

    expect(next).toMatchObject({ inDoubt: 2, redriven: 0 })
    expect(mail.sent).toEqual([1, 2])
  })

  it('as repeat sends it once, however often it is said', async () => {
    const world = await doubted()
    const mail = mailing()

    const summary = await world.redrive([mail.processor], { resolve: 'repeat' })
    await world.redrive([mail.processor], { resolve: 'repeat' })
    const reported = await world.functionOf([mail.processor], { ledger: memoryLedgerStore() }).invoke(three)

    expect(summary).toMatchObject({ redriven: 1, applied: 1, inDoubt: 0 })
    expect(world.waiting()).toEqual([])
    expect(reported).toEqual([])
    expect(mail.sent).toEqual([2])
  })

  it('is in doubt again where nobody knows what came of the repeat', async () => {
    const world = await doubted()
    const mail = mailing(unsure)

    const summary = await world.redrive([mail.processor], { resolve: 'repeat' })
    const next = await world.redrive([mail.processor])

    expect(mail.sent).toEqual([2])
    expect(summary).toMatchObject({ failed: 1, redriven: 0 })
    expect(next).toMatchObject({ inDoubt: 1 })
    expect(world.waiting()).toHaveLength(1)
  })

  it('may be sent by an ordinary redrive where the repeat was refused for sure', async () => {
    const world = await doubted()
    let isRefusing = true
    const mail = mailing(() => {
      if (isRefusing)
        throw raise(sinkFaults, 'sink.throttled', { sink: 's', retryAfterMs: 1 }, { effect: 'none' })
    })
    await world.redrive([mail.processor], { resolve: 'repeat' })
    isRefusing = false
    const before = mail.sent.length

    const summary = await world.redrive([mail.processor])

    expect(summary).toMatchObject({ redriven: 1, inDoubt: 0 })
    expect(mail.sent.length - before).toBe(1)
  })

  it('is not repeated when it comes to be known as done while a person says repeat', async () => {
    const world = await doubted()
    const mail = mailing()
    const claims = {
      ...world.claims,
      // The late word of whoever claimed it, just after the redrive has looked.
      read: async (place: string) => {
        const found = await world.claims.read(place)
        const text = found?.replace('"doubted"', '"done"') ?? ''
        await world.claims.write({ place, expected: found, text, expiresAtMs: 0 })
        return found
      },
    }

    const summary = await world.redrive([mail.processor], { claims, resolve: 'repeat' })

    expect(mail.sent).toEqual([])
    expect(summary).toMatchObject({ redriven: 1, failed: 0 })
  })

  it('is sent once at most when one says applied and another repeat at the same time', async () => {
    const world = await doubted()
    const mail = mailing()

    await Promise.all([
      world.redrive([mail.processor], { resolve: 'applied' }),
      world.redrive([mail.processor], { resolve: 'repeat' }),
    ])
    await world.redrive([mail.processor], { resolve: 'repeat' })

    expect(mail.sent.length).toBeLessThanOrEqual(1)
    expect(world.waiting()).toEqual([])
  })

  it('touches nothing but what is in doubt, of the chosen processor, and no more than the limit', async () => {
    const world = newWorld()
    const both = (name: string) =>
      processor({
        name,
        filter: everything(),
        strict: true,
        handle: async ({ sequenceNumber }) => {
          if (Number(sequenceNumber) > 1) throw new Error('who knows')
          throw raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' }, { effect: 'none' })
        },
      })
    await world.functionOf([both('mail'), both('text')]).invoke(three)
    const mail = mailing()
    const text = recording('text')

    const limited = await world.redrive([mail.processor, { ...text.processor, strict: true }], {
      resolve: 'repeat',
      processor: 'mail',
      limit: 1,
    })

    expect(limited).toMatchObject({ redriven: 1, applied: 1, failed: 0 })
    expect(mail.sent).toEqual([2])
    expect(text.seen).toEqual([])
    expect(world.waiting()).toHaveLength(5)
  })

  it('sets aside by itself what the function came to know after all', async () => {
    const world = newWorld()
    const clock = manualClock()
    const answer = Promise.withResolvers<undefined>()
    const slow = mailing(async () => answer.promise)
    const first = world.functionOf([slow.processor], { clock }).invoke([recordOf({ seq: 1 })], {
      deadlineAtMs: clock.now() + 1_000,
      reserveMs: 500,
    })
    await reactionsDone()
    await clock.advance(1_000)
    expect(await first).toEqual([1])
    // Beside it, and after its time.
    const next = mailing()
    const reported = await world.functionOf([next.processor], { clock }).invoke([recordOf({ seq: 1 })], {
      deadlineAtMs: clock.now() + 1_000,
    })
    expect([reported, world.waiting().length]).toEqual([[], 1])
    answer.resolve(undefined)
    await reactionsDone()

    const summary = await world.redrive([next.processor])

    expect(summary).toMatchObject({ redriven: 1, inDoubt: 0, failed: 0 })
    expect(next.sent).toEqual([])
  })

  it('waits for a function that has its effect in hand, whatever is said of it', async () => {
    const world = newWorld()
    const clock = manualClock()
    world.discard([recordOf({ seq: 1 })])
    const hanging = mailing(async () => new Promise(() => undefined))
    void world.functionOf([hanging.processor], { clock }).invoke([recordOf({ seq: 1 })], {
      deadlineAtMs: writtenMs + 90_000,
    })
    await reactionsDone()
    const mail = mailing()

    const early = await world.redrive([mail.processor], { resolve: 'repeat', clock: soon })
    const plain = await world.redrive([mail.processor], { clock: soon })
    const late = await world.redrive([mail.processor], { resolve: 'repeat', clock: at(writtenMs + 90_000) })

    expect(early).toMatchObject({ redriven: 0, applied: 0 })
    expect(plain).toMatchObject({ failed: 1, inDoubt: 0 })
    expect(world.events).toContainEqual(expect.objectContaining({ code: 'delivery.claimed-elsewhere' }))
    expect(late).toMatchObject({ redriven: 1, applied: 1 })
    expect(mail.sent).toEqual([1])
  })

  it('is still in doubt when its claim was forgotten', async () => {
    const world = await doubted()
    const mail = mailing()
    const claims = memoryClaimStore()

    const left = await world.redrive([mail.processor], { claims })
    const resolved = await world.redrive([mail.processor], { claims, resolve: 'applied' })

    expect(left).toMatchObject({ inDoubt: 1, redriven: 0 })
    expect(resolved).toMatchObject({ inDoubt: 0, redriven: 1 })
    expect(mail.sent).toEqual([])
  })

  it('delivers what was parked without doubt as ever', async () => {
    const world = newWorld()
    const refusing = mailing(() => {
      throw raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' }, { effect: 'none' })
    })
    await world.functionOf([refusing.processor]).invoke(three)
    const mail = mailing()

    const summary = await world.redrive([mail.processor])

    expect(summary).toMatchObject({ redriven: 3, applied: 3 })
    expect(mail.sent).toEqual([1, 2, 3])
  })

  it('refuses a word that it does not know', async () => {
    const world = await doubted()

    await expect(world.redrive([mailing().processor], { resolve: 'yes' as 'applied' })).rejects.toMatchObject(
      {
        code: 'redrive.resolve-invalid',
      },
    )
  })
})

describe('L14: a redrive of a discarded batch', () => {
  it('repeats no strict effect that is there, also where the ledger knows nothing of it', async () => {
    const world = newWorld()
    const mail = mailing(unsure)
    await world.functionOf([mail.processor], { ledger: memoryLedgerStore() }).invoke(three)
    for (const key of world.waiting()) world.objects.delete(key)
    const four = recordOf({ seq: 4, key: 'd' })
    world.discard([...three, four])
    const next = mailing()

    const summary = await world.redrive([next.processor], { clock: soon })

    expect(next.sent).toEqual([4])
    expect(summary).toMatchObject({ inDoubt: 1, failed: 1, objectsFailed: 1 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'InDoubt', sequenceNumber: seqOf(2) }),
    )
  })

  it('resolves what is in doubt of it, and leaves the rest for an ordinary redrive', async () => {
    const world = newWorld()
    const mail = mailing(unsure)
    await world.functionOf([mail.processor]).invoke([three[1] ?? recordOf({ seq: 2 })])
    for (const key of world.waiting()) world.objects.delete(key)
    world.discard(three)
    const ledger = memoryLedgerStore()
    const next = mailing()

    const resolved = await world.redrive([next.processor], { clock: soon, ledger, resolve: 'repeat' })
    const sentFirst = [...next.sent]
    const rest = await world.redrive([next.processor], { clock: soon, ledger })

    expect(sentFirst).toEqual([2])
    expect(resolved).toMatchObject({ applied: 1, redriven: 0, objectsLeft: 1 })
    expect(next.sent).toEqual([2, 1, 3])
    expect(rest).toMatchObject({ redriven: 1, inDoubt: 0 })
  })

  it('is in doubt of all that is older than claims are kept', async () => {
    const world = newWorld()
    world.discard(three)
    const mail = mailing()
    const plain = recording('plain')

    const summary = await world.redrive([mail.processor, plain.processor], {
      clock: at(writtenMs + 14 * dayMs),
    })

    expect(mail.sent).toEqual([])
    expect(plain.seen).toEqual([1, 2, 3])
    expect(summary).toMatchObject({ inDoubt: 3, redriven: 0 })
  })
})
