import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../../test/support/local-mapping.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { openAccount } from './account.ts'
import { accountFromBus } from './bus-account.ts'
import type { Summary } from './summary.ts'

const numbered = (number: number): string => String(number).padStart(21, '0')

/** Runs a function without a pipeline over records 1 to n, and gives the account that its answers make. */
const accountOf = async (
  size: number,
  handler: (numbers: readonly number[], call: number) => unknown,
  settings: Partial<MappingSettings> = {},
): Promise<Summary> => {
  const local = localMapping({ handler, settings: { MaximumRetryAttempts: 2, BatchSize: 10, ...settings } })
  const account = openAccount()
  local.source.put('shard-1', ...recordsTo(size))
  await local.drain()
  for (const event of local.events) accountFromBus(account, new Map())(event)
  return account.summary()
}

const failures = (...identifiers: readonly unknown[]): unknown => ({
  batchItemFailures: identifiers.map(itemIdentifier => ({ itemIdentifier })),
})

describe('the account of a function without a pipeline', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['something else', { statusCode: 200 }],
  ])('is applied when it answers with %s', async (_, answer) => {
    expect(await accountOf(3, () => answer)).toMatchObject({ received: 3, applied: 3, failed: 0 })
  })

  it('has failed for all when it throws until its tries are spent', async () => {
    const summary = await accountOf(3, () => {
      throw new Error('down')
    })

    expect(summary).toMatchObject({ applied: 0, failed: 3, batches: 1, retries: 2 })
  })

  it('is what the tries in the end came to', async () => {
    const summary = await accountOf(3, (numbers, call) =>
      call === 1
        ? failures(numbered(2))
        : failures(...(numbers.includes(3) && call < 3 ? [numbered(3)] : [])),
    )

    expect(summary).toMatchObject({ applied: 3, failed: 0 })
  })

  it.each<[string, (numbers: readonly number[]) => unknown]>([
    ['under the right name', () => failures(numbered(2))],
    ['by its eventID', () => failures(`event-2`)],
  ])('has failed for what a function says %s and its mapping does not ask for', async (_, answer) => {
    const summary = await accountOf(3, answer, { FunctionResponseTypes: [] })

    expect(summary.failed).toBeGreaterThan(0)
    expect(summary.applied + summary.failed).toBe(3)
  })

  it.each([
    ['another spelling', { BatchItemFailures: [{ itemIdentifier: numbered(2) }] }],
    ['another style', { batch_item_failures: [{ item_identifier: numbered(2) }] }],
    ['text', JSON.stringify(failures(numbered(2)))],
  ])('has failed for what a function says in %s, which Lambda does not read', async (_, answer) => {
    expect(await accountOf(3, () => answer)).toMatchObject({ applied: 2, failed: 1 })
  })

  it('has failed for all where nobody can tell which were meant', async () => {
    const summary = await accountOf(3, () => failures('who knows'), { FunctionResponseTypes: [] })

    expect(summary).toMatchObject({ applied: 0, failed: 3 })
  })

  it('never counts a record as applied that the last answer about it says has failed', async () => {
    const broken = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(broken, fc.boolean(), fc.boolean(), async (poison, isDeclared, throws) => {
        const isPoison = (number: number): boolean => poison.includes(number)
        const summary = await accountOf(
          8,
          numbers => {
            const bad = numbers.filter(isPoison)
            if (bad.length > 0 && throws) throw new Error('poison')
            return failures(...bad.map(numbered))
          },
          {
            FunctionResponseTypes: isDeclared ? ['ReportBatchItemFailures'] : [],
            BisectBatchOnFunctionError: true,
            MaximumRetryAttempts: 1,
          },
        )

        expect(summary).toMatchObject({ received: 8, filtered: 0, applied: 8 - summary.failed })
        // A batch that reports its first record is not halved: what is behind it is given up with it.
        const isAlone = throws || !isDeclared
        if (isAlone) expect(summary.failed).toBe(poison.length)
        else expect(summary.failed).toBeGreaterThanOrEqual(poison.length)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves what is under way out of what is applied', () => {
    const account = openAccount()
    const [record] = recordsTo(1)
    const seen = { mapping: 'f', atMs: 0, shardId: 's', record: record! }
    const keep = accountFromBus(account, new Map())
    keep({ event: 'RecordSeen', ...seen })
    keep({ event: 'FilterDecided', admitted: true, ...seen })

    expect(account.summary()).toMatchObject({ failed: 1, filtered: 0 })
  })
})
