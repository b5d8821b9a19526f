import { deepEqual, ok } from 'node:assert/strict'
import type { AuditEntry, AuditLine, AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { portContract } from './contract.ts'
import { listed, failures, afterAbort, holdsNone, outcomesOfCall } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty sink. */
export interface AuditSinkUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly sink: AuditSink
  /**
   * A sink whose objects hold whole batches knows a batch again, but an entry among other neighbours only on reading.
   * @defaultValue 'entries'
   */
  readonly knows?: 'entries' | 'batches'
}

const marked = 'marked-value'

const entryOf = (id: string, when = '2026-01-01T00:00:00.000Z'): AuditEntry => ({
  id,
  who: { origin: 'user' },
  what: { eventName: 'INSERT', entity: 'Thing', key: 'a', keys: { PK: { S: 'a' } } },
  when,
  streamArn: 'arn',
  sequenceNumber: id,
  diff: [
    { op: 'add', path: ['n'], to: { N: '12345678901234567890123456789012345678' } },
    { op: 'add', path: ['s'], to: { S: marked } },
  ],
})

/** A line of an entry; entries say the same but for their ids and times. */
export const auditLineOf = (id: string, when?: string): AuditLine => {
  const entry = entryOf(id, when)
  return { id, when: entry.when, text: JSON.stringify(entry) }
}

/** Entries that no partition by hour holds together. */
const hourly = (count: number): readonly AuditLine[] =>
  Array.from({ length: count }, (_, index) =>
    auditLineOf(`id-${index}-`, `2026-01-01T${String(index).padStart(2, '0')}:00:00.000Z`),
  )

const idsOf = async (sink: AuditSink): Promise<readonly string[]> =>
  (await listed(sink.entries())).map(({ id }) => id).toSorted()

const idsIn = (lines: readonly AuditLine[]): readonly string[] => lines.map(({ id }) => id).toSorted()

/**
 * What every audit sink has to do. `make` gives an empty one.
 *
 * @example
 * ```ts
 * for (const { name, run } of auditSinkContract(() => ({ sink: memoryAuditSink() }), withoutService)) it(name, run)
 * ```
 */
export const auditSinkContract = portContract<AuditSinkUnderTest>({
  port: 'AuditSink',
  without: {
    order: 'entries say themselves when they were; a reader sorts, and a sink may read by partition',
  },
  cases: [
    {
      name: 'keeps entries whole',
      run: async make => {
        const { sink } = await make()
        await sink.append([auditLineOf('1')])

        deepEqual(await listed(sink.entries()), [entryOf('1')])
      },
    },
    {
      name: 'holds an entry once, and says so',
      aspect: 'repetition',
      run: async make => {
        const { sink, knows = 'entries' } = await make()

        deepEqual(await sink.append([auditLineOf('1'), auditLineOf('2'), auditLineOf('1')]), [
          'applied',
          'applied',
          'unchanged',
        ])
        const other = knows === 'entries' ? 'unchanged' : 'applied'
        deepEqual(await sink.append([auditLineOf('2'), auditLineOf('3')]), [other, 'applied'])
        deepEqual(await sink.append([auditLineOf('3'), auditLineOf('2')]), ['unchanged', 'unchanged'])
        deepEqual(await idsOf(sink), ['1', '2', '3'])
      },
    },
    {
      name: 'holds an entry once when two append it at the same time',
      aspect: 'repetition',
      run: async make => {
        const { sink } = await make()

        const results = await Promise.all([sink.append([auditLineOf('1')]), sink.append([auditLineOf('1')])])

        deepEqual(results.flat().toSorted(), ['applied', 'unchanged'])
        deepEqual(await idsOf(sink), ['1'])
      },
    },
    {
      name: 'is empty at first',
      run: async make => deepEqual(await idsOf((await make()).sink), []),
    },
    {
      name: 'fails the one entry that is refused, and keeps the others',
      aspect: 'refusal-of-one',
      run: async make => {
        const { sink, faults } = await make()
        const lines = hourly(4)
        needed(faults, 'refuse', 'refusal-of-one')('id-2-')

        deepEqual(failures(await sink.append(lines)), [false, false, true, false])
        deepEqual(await idsOf(sink), ['id-0-', 'id-1-', 'id-3-'])
      },
    },
    {
      name: 'keeps nothing, and says so of each, when it cannot be reached; and all when they come again',
      aspect: 'refusal-of-all',
      run: async make => {
        const { sink, faults } = await make()
        const lines = hourly(4)
        await needed(faults, 'breakDown', 'refusal-of-all')()
        const outcomes = await outcomesOfCall(lines.length, sink.append(lines))
        await needed(faults, 'restore', 'refusal-of-all')()

        deepEqual(
          failures(outcomes),
          lines.map(() => true),
        )
        deepEqual(await idsOf(sink), [])
        deepEqual(
          await sink.append(lines),
          lines.map(() => 'applied'),
        )
        deepEqual(await idsOf(sink), idsIn(lines))
      },
    },
    {
      name: 'says of each entry whether it was kept before the service went away',
      aspect: 'partial-failure',
      run: async make => {
        const { sink, faults } = await make()
        const lines = hourly(6)
        needed(faults, 'breakAfterOne', 'partial-failure')()
        const outcomes = await outcomesOfCall(lines.length, sink.append(lines))
        await needed(faults, 'restore', 'partial-failure')()

        const kept = lines.filter((_, index) => !(outcomes[index] instanceof Error))
        deepEqual(await idsOf(sink), idsIn(kept))
      },
    },
    {
      name: 'gives up with its caller, and calls nothing kept',
      aspect: 'abort',
      run: async make => {
        const { sink, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')
        const lines = hourly(3)

        const outcomes = await afterAbort(hang, async signal => outcomesOfCall(3, sink.append(lines, signal)))
        await needed(faults, 'restore', 'abort')()

        ok(failures(outcomes).every(Boolean), 'an entry counts as kept that nobody has')
        deepEqual(await idsOf(sink), [])
      },
    },
    {
      name: 'keeps a large batch',
      aspect: 'big-input',
      run: async make => {
        const { sink } = await make()
        const lines = Array.from({ length: 3_000 }, (_, index) => auditLineOf(`id-${index}`))

        deepEqual(
          await sink.append(lines),
          lines.map(() => 'applied'),
        )
        deepEqual(await idsOf(sink), idsIn(lines))
      },
    },
    {
      name: 'keeps secrets and values out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { sink, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const [error] = await outcomesOfCall(1, sink.append([auditLineOf('1')]))
        await faults?.restore?.()

        ok(error instanceof Error)
        holdsNone(error, [...secrets, marked])
      },
    },
  ],
})
