// What operators' commands say of strange places and refusals: one line, the exit code that is documented, no number.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { deploymentStub } from '../test/support/aws-stub/deployment-stub.ts'
import type { StubAccount } from '../test/support/aws-stub/stub-account.ts'
import { healthyAccount } from '../test/support/healthy-account.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { Outcome } from './add-command.ts'
import { errorLine, exitCodeOf } from './exit-code.ts'
import { newProgram } from './program.ts'

let account: StubAccount = healthyAccount()
const stub = deploymentStub(() => account)
const folder = mkdtempSync(join(tmpdir(), 'tailrace-operator-'))
const topic = ['--topic', 'arn:aws:sns:eu-west-1:111122223333:pager']

/** The commands as they are right. */
const commands = {
  cost: ['cost', '--table', 'shop'],
  metrics: ['metrics', '--table', 'shop', '--metric', 'ConsumedReadCapacityUnits', '--since', '1d'],
  dashboard: ['dashboard', 'apply', '--table', 'shop'],
  alarms: ['alarms', 'diff', '--table', 'shop', ...topic],
  insights: ['hot-keys', '--table', 'shop', '--insights'],
  doctor: ['doctor', '--table', 'shop'],
} as const
type Named = keyof typeof commands

const run = async (args: readonly string[]) => {
  const outcome: Outcome = { code: 0 }
  const terminal = notedTerminal({ ...process.env }, { nowMs: Date.now(), folder })
  const at = ['--endpoint', stub.endpoint(), '--region', 'eu-west-1', '--output', 'json']
  try {
    await newProgram(terminal, outcome).parseAsync([...args, ...at], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return { code: 2, out: '', said: terminal.saidText() }
    return { code: exitCodeOf(error), out: terminal.outText(), said: terminal.saidText() + errorLine(error) }
  }
  return { code: outcome.code, out: terminal.outText(), said: terminal.saidText() }
}

/** Nothing depends on them: the table can be brought back to a second, and is on demand. */
const asksInVain: readonly string[] = ['ListBackups', 'DescribeScalableTargets']

type Change = (of: StubAccount) => void
type Refusal = readonly [operation: string, type: string, status: number, message: string]
const refused =
  (...[operation, type, status, message]: Refusal): Change =>
  of =>
    (of.refused = { [operation]: { status, type, message } })
const placed =
  (region: string, name = 'shop'): Change =>
  of => {
    of.table = {
      ...of.table,
      TableName: name,
      TableArn: `arn:aws:dynamodb:${region}:111122223333:table/${name}`,
    }
  }

const both =
  (...changes: readonly Change[]): Change =>
  of => {
    for (const change of changes) change(of)
  }

/** What is wrong, and what is said of it. */
type Case = readonly [
  command: Named,
  what: string,
  change: Change,
  says: RegExp,
  code: number,
  args?: readonly string[],
]

const expired = [
  'ExpiredTokenException',
  400,
  'The security token included in the request is expired',
] as const
const unknown = [
  'UnrecognizedClientException',
  400,
  'The security token included in the request is invalid.',
] as const
const skewed = [
  'InvalidSignatureException',
  400,
  'Signature expired: 20261128T030000Z is now earlier',
] as const
const denied = [
  'AccessDeniedException',
  400,
  'User: arn:aws:iam::1:user/x is not authorized to perform it',
] as const
const throttled = ['ThrottlingException', 400, 'Rate exceeded'] as const

/** The code of each command where the table itself cannot be described. */
const tableCodes: Readonly<Record<Named, number>> = {
  cost: 2,
  metrics: 2,
  dashboard: 2,
  alarms: 5,
  insights: 2,
  doctor: 5,
}

/** As {@link refused} takes it. */
const flip = <T extends readonly [string, number, string]>([type, status, message]: T) =>
  [type, status, message] as const

const describing = Object.keys(commands).filter(name => name !== 'metrics') as Named[]

const ofTable: readonly Case[] = describing.flatMap((command): readonly Case[] => [
  ...([denied, expired, unknown, skewed, throttled] as const).map(([type, status, message]): Case => [
    command,
    `${type} at DescribeTable`,
    refused('DescribeTable', type, status, message),
    type === 'AccessDeniedException'
      ? /shop.*(not authorized|needs dynamodb:DescribeTable)/
      : /(shop|credentials).*(expired|invalid|Rate exceeded)/i,
    tableCodes[command],
  ]),
  [command, 'no such table', placed('eu-west-1', 'other'), /shop.*not found/i, tableCodes[command]],
])

const file = (name: string, text: string): readonly string[] => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return ['--prices', path]
}
const ofRegion = (regionCode: string): string =>
  JSON.stringify({
    offerCode: 'AmazonDynamoDB',
    publicationDate: '2026-01-01',
    products: { A: { sku: 'A', attributes: { regionCode, usagetype: 'ReadRequestUnits' } } },
    terms: { OnDemand: { A: { t: { priceDimensions: { d: { unit: 'x', pricePerUnit: { USD: '1' } } } } } } },
  })
const nothing: Change = () => undefined

const cases: readonly Case[] = [
  ...ofTable,
  [
    'cost',
    'a region without a price',
    placed('eu-west-1'),
    /No prices of eu-west-1 are shipped; those of us-east-1 are/,
    2,
  ],
  ['cost', 'an unknown region', placed('mars-north-1'), /No prices of mars-north-1/, 2],
  [
    'cost',
    'prices of another region',
    nothing,
    /has no prices of eu-west-1; it has those of sa-east-1/,
    2,
    file('other.json', ofRegion('sa-east-1')),
  ],
  ['cost', 'prices that lack one', nothing, /has no price for/, 2, file('short.json', ofRegion('eu-west-1'))],
  [
    'cost',
    'prices in another format',
    nothing,
    /no price list: it is no JSON object/,
    2,
    file('list.json', '[]'),
  ],
  [
    'cost',
    'prices as CSV',
    nothing,
    /no price list/,
    2,
    file('offer.csv', '"FormatVersion","v1.0"\n"SKU",1'),
  ],
  ['cost', 'prices that are not there', nothing, /nowhere\.json.*ENOENT/, 2, ['--prices', 'nowhere.json']],
  [
    'cost',
    'a table without metrics',
    both(placed('us-east-1'), of => (of.metrics = {})),
    /has no consumed units of table shop in us-east-1/,
    2,
  ],
  [
    'cost',
    'no right to CloudWatch',
    both(placed('us-east-1'), refused('GetMetricData', ...flip(denied))),
    /GetMetricData \(AccessDenied/,
    5,
  ],
  [
    'metrics',
    'a metric without points',
    of => (of.metrics = {}),
    /has no point of ConsumedReadCapacityUnits of shop/,
    2,
  ],
  ...[denied, expired, skewed].map((said): Case => [
    'metrics',
    `${said[0]} at GetMetricData`,
    refused('GetMetricData', ...flip(said)),
    /GetMetricData.*(not authorized|expired|earlier)/,
    5,
  ]),
  ['metrics', 'a statistic that is none', nothing, /--statistic is "p101"/, 2, ['--statistic', 'p101']],
  ['metrics', 'a period off the grid', nothing, /--period is "61"/, 2, ['--period', '61']],
  ['metrics', 'a time that is none', nothing, /--since is "yesterday"/, 2, ['--since', 'yesterday']],
  ['dashboard', 'a name that CloudWatch does not take', nothing, /--name is "a\.b"/, 2, ['--name', 'a.b']],
  [
    'dashboard',
    'a namespace that ends its quotes',
    nothing,
    /--namespace is/,
    2,
    ['--namespace', `x"') + SEARCH('`],
  ],
  [
    'dashboard',
    'no right to dashboards',
    refused('GetDashboard', ...flip(denied)),
    /GetDashboard \(AccessDenied/,
    5,
  ],
  [
    'alarms',
    'no right to alarms',
    refused('DescribeAlarms', ...flip(denied)),
    /cloudwatch:DescribeAlarms/,
    5,
  ],
  [
    'alarms',
    'no right to mappings',
    refused('GET /2015-03-31/event-source-mappings', ...flip(denied)),
    /lambda:ListEventSourceMappings/,
    5,
  ],
  [
    'alarms',
    'no right to functions',
    refused('GET /2015-03-31/functions/NAME/configuration', ...flip(denied)),
    /lambda:GetFunctionConfiguration/,
    5,
  ],
  ['alarms', 'no right to metrics', refused('ListMetrics', ...flip(denied)), /cloudwatch:ListMetrics/, 5],
  [
    'alarms',
    'expired in between',
    refused('DescribeAlarms', ...flip(expired)),
    /does not take the credentials/,
    5,
  ],
  ['alarms', 'a topic that is none', nothing, /--topic is "pager"/, 5, ['--topic', 'pager']],
  [
    'insights',
    'no right to Contributor Insights',
    refused('DescribeContributorInsights', ...flip(denied)),
    /not authorized|DescribeContributorInsights/,
    2,
  ],
  ['insights', 'a time that is none', nothing, /--since/, 2, ['--since', '2y']],
  [
    'doctor',
    'expired in between',
    refused('GET /2015-03-31/event-source-mappings', ...flip(expired)),
    /does not take the credentials/,
    5,
  ],
]

describe('operators’ commands', () => {
  beforeAll(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  })
  afterAll(() => {
    vi.unstubAllEnvs()
  })
  beforeEach(() => {
    account = healthyAccount()
  })
  afterEach(() => {
    stub.requests.length = 0
  })

  it.each(cases.map(each => [each[0], each[1], each] as const))(
    '%s says of %s what it is, in one line',
    async (command, _, [, , change, says, code, args = []]) => {
      change(account)

      const result = await run([...commands[command], ...args])

      const line = result.said.trim().split('\n').at(-1) ?? ''
      expect({ line, code: result.code, out: result.out }).toEqual({
        line: expect.stringMatching(says) as unknown,
        code,
        out: '',
      })
      expect(result.said).not.toMatch(/^ {4}at |undefined|\[object|NaN/m)
      expect(stub.requests.filter(name => /^(Put|Delete|Tag|Update)/.test(name))).toEqual([])
    },
  )

  // The stub knows nothing of Contributor Insights, and their own test does.
  it.each((Object.keys(commands) as Named[]).filter(name => name !== 'insights'))(
    '%s takes the refusal of each thing that it asks for as one, or says that it is not known',
    { timeout: 120_000 },
    async command => {
      const start = (): void => {
        account = healthyAccount()
        placed('us-east-1')(account)
      }
      start()
      // What an ended command had still under way comes to its end.
      await run(commands[command])
      stub.requests.length = 0
      const healthy = await run(commands[command])
      const asked = [...new Set(stub.requests)]
      expect(asked.length).toBeGreaterThan(0)
      for (const operation of asked)
        for (const [type, status, message] of [denied, expired]) {
          start()
          refused(operation, type, status, message)(account)
          const { code, out, said } = await run(commands[command])

          const [name = ''] = /\w+$/.exec(operation) ?? []
          const what = { operation, type, code }
          expect({ ...what, isTold: [0, 2, 5, 6].includes(code) }).toEqual({ ...what, isTold: true })
          expect(`${out}${said}`).not.toMatch(/undefined|\[object|NaN|^ {4}at /m)
          if (code !== 0 && code !== healthy.code) {
            expect({ ...what, out }).toEqual({ ...what, out: '' })
            expect({ ...what, line: said }).toEqual({
              ...what,
              line: expect.stringMatching(/not authorized|Rate exceeded|expired|needs [a-z]+:/) as unknown,
            })
          } else if (out === healthy.out && !asksInVain.includes(operation)) {
            // What it went on without is said beside it.
            expect({ ...what, said }).toEqual({
              ...what,
              said: expect.stringContaining(name) as unknown,
            })
          }
        }
    },
  )

  it.each(['A_1.x-y.Z', 'x'.repeat(255)])(
    'take the table %s, which DynamoDB lets be, with twenty indexes',
    { timeout: 120_000 },
    async name => {
      const indexes = Array.from({ length: 20 }, (_, at) => `by.name-${String(at)}_${'i'.repeat(200)}`)
      placed('us-east-1', name)(account)
      account.table['GlobalSecondaryIndexes'] = indexes.map(IndexName => ({ IndexName }))
      const consumed = ['Read', 'Write'].map(side => `Consumed${side}CapacityUnits ${name}`)
      account.metrics = Object.fromEntries(consumed.map(metric => [metric, 4_000]))
      const alarms = await run(['alarms', 'apply', '--table', name, ...topic])
      const cost = await run(['cost', '--table', name])
      const doctor = await run(['doctor', '--table', name, '--max-read-units', '0'])

      for (const { out, said } of [alarms, cost, doctor])
        expect(`${out}${said}`).not.toMatch(/undefined|\[object|NaN|^ {4}at /m)
      expect([alarms.code, cost.code]).toEqual([0, 0])
      expect(new Set(account.alarms.map(({ AlarmName }) => AlarmName)).size).toBeGreaterThan(200)
      await run(['alarms', 'remove', '--table', name])
      // Those of the account stay.
      expect(account.alarms).toHaveLength(2)
    },
  )
})
