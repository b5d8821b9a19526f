import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { everything, when } from '../../core/filter/words.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Context, Group, Processor } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { auditLog } from './audit-log.ts'
import type { AuditEntry, AuditResult, AuditSink } from './audit-sink.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const entriesOf = async (sink: AuditSink): Promise<readonly AuditEntry[]> => {
  const entries: AuditEntry[] = []
  for await (const entry of sink.entries()) entries.push(entry)
  return entries
}

/** The changes of one item, as a batch handler is given them. */
const groupOf = (key: string, count: number): Group => {
  const changes = Array.from({ length: count }, (_, at) =>
    changeOf(viewOf(recordOf({ seq: at + 1, key })), 'MODIFY', undefined),
  ) as readonly AnyChange[]
  return { key, changes, last: changes.at(-1)! }
}

const handled = async ({ run }: Processor, groups: readonly Group[]): Promise<unknown> => {
  const context: Context = {
    signal: new AbortController().signal,
    deadlineAtMs: Number.POSITIVE_INFINITY,
    clock: systemClock,
    logger: silentLogger,
    isLate: false,
  }
  if (run.mode !== 'batch') throw new TypeError('an audit log takes many at a time')
  return run.handle(groups, context)
}

describe('auditLog', () => {
  it('says who changed what, when and how', async () => {
    const sink = memoryAuditSink()
    const audit = auditLog({ filter: when(Thing), sink, actor: 'changedBy' })

    await functionOf([audit]).invoke([
      recordOf({ seq: 7, before: { size: 'small' }, after: { size: 'large', changedBy: 'ada' } }),
    ])

    const [entry] = await entriesOf(sink)
    expect(entry).toMatchObject({
      who: { origin: 'user', actor: 'ada' },
      what: { eventName: 'MODIFY', entity: 'Thing', key: 'a', keys: { PK: { S: 'a' } } },
      when: '2026-01-01T00:00:00.000Z',
      streamArn,
    })
    expect(JSON.stringify(entry?.diff)).toContain('"small"')
    expect(JSON.stringify(entry?.diff)).toContain('"large"')
  })

  it.each([
    ['KEYS_ONLY', 'MODIFY', ['old', 'new']],
    ['NEW_IMAGE', 'MODIFY', ['old']],
    ['OLD_IMAGE', 'MODIFY', ['new']],
    ['KEYS_ONLY', 'INSERT', ['new']],
    ['NEW_IMAGE', 'REMOVE', ['old']],
  ] as const)(
    'shows no difference where a %s stream has not the images of a %s',
    async (seen, kind, absent) => {
      const sink = memoryAuditSink()

      await functionOf([auditLog({ filter: everything(), sink })]).invoke([
        seenAs(recordOf({ seq: 1, kind, before: { size: 's' }, after: { size: 'l' } }), seen),
      ])

      expect(await entriesOf(sink)).toMatchObject([{ what: { eventName: kind, key: 'a' }, diff: [], absent }])
    },
  )

  it('names the TTL service where it removed the item', async () => {
    const sink = memoryAuditSink()
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }

    await functionOf([auditLog({ filter: when(Thing), sink })]).invoke([
      { ...recordOf({ seq: 1, kind: 'REMOVE' }), userIdentity },
    ])

    expect((await entriesOf(sink))[0]?.who).toEqual({ origin: 'ttl', principal: 'dynamodb.amazonaws.com' })
  })

  it('holds a change once however often it is delivered, and both of two streams', async () => {
    const sink = memoryAuditSink()
    const invoke = async (...records: readonly ReturnType<typeof recordOf>[]): Promise<unknown> =>
      functionOf([auditLog({ filter: when(Thing), sink })]).invoke(records)

    await invoke(recordOf({ seq: 1 }))
    await invoke(recordOf({ seq: 1 }), recordOf({ seq: 1, arn: `${streamArn}-other` }))
    await invoke(recordOf({ seq: 1, key: 'b' }))

    expect(new Set((await entriesOf(sink)).map(({ id }) => id)).size).toBe(3)
    expect(await entriesOf(sink)).toHaveLength(3)
  })

  it('keeps no redacted value anywhere, but that it changed', async () => {
    const sink = memoryAuditSink()
    const audit = auditLog({ filter: when(Thing), sink, redact: ['email'] })

    await functionOf([audit]).invoke([
      recordOf({ seq: 1, before: { email: 'old@example.com' }, after: { email: 'new@example.com' } }),
      recordOf({ seq: 2, before: { email: 'x@example.com' }, after: { email: 'x@example.com', size: 'l' } }),
    ])

    const [first, second] = await entriesOf(sink)
    expect(JSON.stringify([first, second])).not.toContain('example.com')
    expect(JSON.stringify(first?.diff)).toContain('email')
    expect(JSON.stringify(second?.diff)).not.toContain('email')
  })

  it('keeps every digit and every set member in the difference', async () => {
    const sink = memoryAuditSink()
    const digits = '12345678901234567890123456789012345678'

    await functionOf([auditLog({ filter: when(Thing), sink })]).invoke([
      recordOf({
        seq: 1,
        before: { n: { N: digits }, s: { SS: ['a', 'b'] } },
        after: { n: { N: `${digits.slice(0, -1)}9` }, s: { SS: ['b', 'c'] } },
      }),
    ])

    const text = JSON.stringify((await entriesOf(sink))[0]?.diff)
    expect(text).toContain(digits)
    expect(text).toContain('"c"')
  })

  it('reports the changes of an item whose entry could not be appended, and no others', async () => {
    const memory = memoryAuditSink()
    const sink: AuditSink = {
      ...memory,
      append: async lines =>
        Promise.resolve(lines.map(({ id }) => (id.startsWith(seqOf(1)) ? new Error('full') : 'applied'))),
    }

    const reported = await functionOf([auditLog({ filter: when(Thing), sink })]).invoke([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'b' }),
    ])

    expect(reported).toEqual([1])
  })

  it('leaves a line out of the call for all where another of its item cannot be made, and appends it alone', async () => {
    const anyChanges = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), isBad: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(anyChanges, async given => {
        const calls: (readonly string[])[] = []
        const sink: AuditSink = {
          ...memoryAuditSink(),
          append: async lines => {
            calls.push(lines.map(({ id }) => id.split('-')[0] ?? ''))
            return Promise.resolve(lines.map(() => 'applied'))
          },
        }
        const records = given.map(({ id, isBad }, at) => {
          const record = recordOf({ seq: at + 1, key: id, before: {}, after: { n: String(at) } })
          const time = isBad ? { ApproximateCreationDateTime: 'soon' as unknown as number } : {}
          return { ...record, dynamodb: { ...record.dynamodb, ...time } }
        })

        expect(await functionOf([auditLog({ filter: everything(), sink })]).invoke(records)).toEqual([])

        const all = given.map((each, at) => ({ ...each, seq: records[at]?.dynamodb.SequenceNumber ?? '' }))
        const isWhole = (id: string): boolean => !all.some(each => each.id === id && each.isBad)
        const [whole, rest] = [all.filter(({ id }) => isWhole(id)), all.filter(({ id }) => !isWhole(id))]
        const good = rest.filter(({ isBad }) => !isBad).map(({ seq }) => seq)
        const together = whole.length === 0 ? [] : calls[0]
        const alone = whole.length === 0 ? calls : calls.slice(1)
        expect(together?.toSorted()).toEqual(whole.map(({ seq }) => seq).toSorted())
        expect(alone.every(({ length }) => length === 1)).toBe(true)
        expect(alone.flat().toSorted()).toEqual(good.toSorted())
      }),
      { numRuns: 50 },
    )
  })

  it('ends each item as its entries ended: failed where one did or has no answer, applied where one was added', async () => {
    const answer = fc.constantFrom('applied', 'unchanged', new Error('full'), undefined)
    const unanswered = expect.objectContaining({
      message: 'The sink of audit-log cannot be reached: it answered for 0 of 1 entries.',
    }) as unknown
    const anyGroups = fc.array(fc.array(answer, { minLength: 1, maxLength: 3 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(anyGroups, async answers => {
        const sink: AuditSink = {
          ...memoryAuditSink(),
          append: async () => Promise.resolve(answers.flat() as AuditResult[]),
        }
        const groups = answers.map((each, at) => groupOf(`k${at}`, each.length))

        const ends = await handled(auditLog({ filter: everything(), sink }), groups)

        expect(ends).toEqual(
          answers.map(each => {
            const failed = each.find(one => one !== 'applied' && one !== 'unchanged')
            if (failed !== undefined) return failed
            if (each.includes(undefined)) return unanswered
            return each.includes('applied') ? 'applied' : 'unchanged'
          }),
        )
      }),
    )
  })

  it.each([0, 1, 3])('calls nothing kept where its sink answers for %i of two entries', async count => {
    const sink: AuditSink = {
      ...memoryAuditSink(),
      append: async () => Promise.resolve(Array.from({ length: count }, () => 'applied' as const)),
    }
    const audit = functionOf([auditLog({ filter: everything(), sink })])

    expect(await outcomesOf(audit, [recordOf({ seq: 1 }), recordOf({ seq: 2, key: 'b' })])).toEqual([
      'retry',
      'retry',
    ])
  })

  it('parks a change whose time is missing, also the first of all', async () => {
    const sink = memoryAuditSink()
    const { ApproximateCreationDateTime: _, ...timeless } = recordOf({ seq: 1 }).dynamodb ?? {}
    const { invoke, parked } = functionOf([auditLog({ filter: everything(), sink })])

    expect(await invoke([{ ...recordOf({ seq: 1 }), dynamodb: timeless }])).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['record.time-unreadable'])
    expect(await entriesOf(sink)).toEqual([])
  })

  it('refuses an option that it does not know', () => {
    const options = { filter: when(Thing), sink: memoryAuditSink(), redacted: ['email'] }

    expect(() => auditLog(options)).toThrow(expect.objectContaining({ code: 'registry.option-unknown' }))
  })
})
