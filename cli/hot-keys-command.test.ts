import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OtherAnswer } from '../test/support/cloudwatch-limits-stub.ts'
import { StubRefusal } from '../test/support/aws-stub/stub-refusal.ts'
import { cloudWatchStub } from '../test/support/cloudwatch-limits-stub.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { HotKeysCommandOptions } from './hot-keys-command.ts'
import { hotKeysCommand } from './hot-keys-command.ts'

const nowMs = Date.UTC(2026, 10, 20, 12)
const given: HotKeysCommandOptions = {
  ...{ top: 10, insights: false, since: '3h', allowWrites: false, output: 'json' },
}

const record = (pk: string, sk: string): string =>
  JSON.stringify({
    eventName: 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: nowMs / 1_000,
      Keys: { pk: { S: pk }, sk: { S: sk } },
      NewImage: { pk: { S: pk }, sk: { S: sk } },
    },
  })

const file = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'tailrace-hot-')), 'records.ndjson')
  writeFileSync(path, text)
  return path
}

const run = async (
  files: readonly string[],
  options: Partial<HotKeysCommandOptions> = {},
  env: Readonly<Record<string, string>> = {},
) => {
  const terminal = notedTerminal(env, { nowMs })
  const ended: unknown = await hotKeysCommand(files, { ...given, ...options }, terminal).catch(
    (error: unknown) => error,
  )
  return { ended, out: terminal.outText(), said: terminal.saidText() }
}

/** Written after AWS's documentation of both services; nobody has seen these answers come from AWS. */
const insights =
  (status = 'ENABLED', AggregationStatistic = 'Sum'): OtherAnswer =>
  (operation, { RuleName }) => {
    if (operation === 'DescribeTable')
      return { Table: { TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/shop' } }
    if (operation === 'DescribeContributorInsights')
      return {
        TableName: 'shop',
        ContributorInsightsStatus: status,
        ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
        ContributorInsightsRuleList:
          status === 'ENABLED'
            ? [
                'DynamoDBContributorInsights-PKC-shop-1576629651520',
                'DynamoDBContributorInsights-PKT-shop-1576629651520',
              ]
            : [],
      }
    if (operation === 'GetInsightRuleReport')
      return {
        KeyLabels: ['pk'],
        AggregationStatistic,
        AggregateValue: 400,
        Contributors: String(RuleName).includes('PKC')
          ? [
              {
                Keys: ['user#1'],
                ApproximateAggregateValue: 300,
                Datapoints: [
                  { Timestamp: nowMs / 1_000 - 120, ApproximateValue: 120 },
                  { Timestamp: nowMs / 1_000 - 60, ApproximateValue: 180 },
                ],
              },
            ]
          : [],
      }
    if (operation === 'UpdateContributorInsights') return { ContributorInsightsStatus: 'ENABLING' }
    return undefined
  }

describe('tailrace hot-keys', () => {
  it('ranks items of a captured file, and partition keys where it is told which they are', async () => {
    const text = [
      record('a', '1'),
      record('a', '2'),
      record('a', '3'),
      record('b', '1'),
      record('b', '1'),
    ].join('\n')
    const path = file(text)

    const [items, partitions] = [await run([path]), await run([path], { partitionKey: 'pk' })]

    expect(JSON.parse(items.out)).toMatchObject({ lists: [{ keyKind: 'item', total: 5 }] })
    expect(items.out).toMatch(/"keys":\[\{"key":"b\|1","sharePercent":40,/)
    expect(partitions.out).toMatch(/"keys":\[\{"key":"a","sharePercent":60,/)
  })

  it('reads a file whose lines are no records by themselves', async () => {
    const { out } = await run([file(`[\n${record('a', '1')},\n${record('a', '1')}\n]`)])

    expect(out).toMatch(/"key":"a\|1","sharePercent":100,"least":2,"most":2/)
  })

  it('forges no line by a key', async () => {
    const { out } = await run([file(record('a\n\u001b[2Jb', '1'))], { output: 'human' })

    expect(out.trim().split('\n')).toHaveLength(2)
    expect(out).not.toContain('\u001b')
  })

  it.each<readonly [string, readonly string[], Partial<HotKeysCommandOptions>, string]>([
    ['nothing', [], {}, 'hotkeys.source-unclear'],
    ['two places', ['x'], { table: 'shop' }, 'hotkeys.source-unclear'],
    ['insights of a file', ['x'], { insights: true }, 'hotkeys.source-unclear'],
    ['a file that is not there', ['/nowhere/x'], {}, 'hotkeys.file-unreadable'],
    ['no key at all', ['x'], { top: 0 }, 'hotkeys.argument-invalid'],
  ])('refuses %s', async (_, files, options, code) => {
    const { ended, out } = await run(files, options)

    expect(ended).toMatchObject({ code })
    expect(out).toBe('')
  })

  it('refuses a file without a change', async () => {
    expect((await run([file('{}\n{}')])).ended).toMatchObject({ code: 'hotkeys.no-changes' })
  })
})

describe('Contributor Insights', () => {
  it('are told rule by rule, with their mode, and never as one ranking', async () => {
    const stub = await cloudWatchStub(nowMs, () => undefined, insights())

    const { out, ended } = await run([], { table: 'shop', insights: true }, stub.env)

    expect(ended).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      lists: [
        {
          ...{ source: 'accesses', keyKind: 'partition key', measure: 'units', total: 400 },
          keys: [
            {
              ...{ key: 'user#1', sharePercent: 75, least: 300, most: 300 },
              peakPerSecond: { least: 3, most: 3, minute: '2026-11-20T11:59:00.000Z' },
            },
          ],
          notes: [
            'Contributor Insights, mode ACCESSED_AND_THROTTLED_KEYS: approximate, reads and writes together',
          ],
        },
        { source: 'throttled requests', keys: [] },
      ],
    })
  })

  it('are off: that is said, with what turns them on', async () => {
    const stub = await cloudWatchStub(nowMs, () => undefined, insights('DISABLED'))

    const { ended } = await run([], { table: 'shop', insights: true }, stub.env)

    expect(ended).toMatchObject({ code: 'hotkeys.insights-off' })
    expect(stub.operations).not.toContain('UpdateContributorInsights')
  })

  it('may not be asked: that is said', async () => {
    const stub = await cloudWatchStub(
      nowMs,
      () => undefined,
      (operation, input) => {
        if (operation === 'GetInsightRuleReport') throw new StubRefusal('AccessDeniedException', 'no', 400)
        return insights()(operation, input)
      },
    )

    expect((await run([], { table: 'shop', insights: true }, stub.env)).ended).toMatchObject({
      code: 'cloudwatch.access-denied',
    })
  })

  it('are not turned on off loopback unless that is asked for, and account, region and table are shown first', async () => {
    const stub = await cloudWatchStub(nowMs, () => undefined, insights('DISABLED'))
    // DynamoDB is described at the stub; what decides is where CloudWatch is.
    const env = { ...stub.env, AWS_ENDPOINT_URL_CLOUDWATCH: 'https://monitoring.us-west-2.amazonaws.com' }

    const refused = await run([], { table: 'shop', enableInsights: 'throttled' }, env)
    const before = [...stub.operations]
    const allowed = await run([], { table: 'shop', enableInsights: 'throttled', allowWrites: true }, env)

    expect(refused.ended).toMatchObject({ code: 'monitoring.writes-refused' })
    expect(refused.said).toContain('account 123456789012, region us-west-2, table shop')
    expect(before).not.toContain('UpdateContributorInsights')
    expect(allowed.ended).toBe(0)
    expect(stub.operations).toContain('UpdateContributorInsights')
  })
})
