import type { DeployedCheck, SubjectRemark } from './deployed-check.ts'
import { deployedCheck, told } from './deployed-check.ts'
import type { Deployment, Usage } from './deployment.ts'

const guide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

const sum = (values: Iterable<number>): number => [...values].reduce((all, each) => all + each, 0)

const throttlesBy = ({ throttles }: Usage, word: string): number =>
  sum([...throttles].flatMap(([name, events]) => (name.includes(word) ? [events] : [])))

const hotPartition = deployedCheck({
  name: 'hot-partition',
  pitfall: 'hot-partition',
  see: `${guide}/bp-partition-key-design.html`,
  needs: ({ usage }) => usage,
  look: usage => {
    const events = throttlesBy(usage, 'KeyRangeThroughput')
    if (events === 0) return undefined
    return {
      severity: 'warns',
      what: `${events} requests in ${usage.days} days met the limit of one partition`,
      why: 'a partition takes 1,000 write and 3,000 read units a second, whatever the table has: one key or a narrow range gets more than that',
      fix: 'tailrace hot-keys names the keys; spread them with a suffix (write sharding), or put a cache before reads',
    }
  },
})

const throttled = deployedCheck({
  name: 'throttled',
  pitfall: 'ignored-limits',
  see: `${guide}/TroubleshootingThrottling-cloudwatch.html`,
  needs: ({ usage }) => usage,
  look: (usage, { table }) => {
    const cases: readonly (readonly [word: string, what: string, fix: string])[] = [
      [
        'ProvisionedThroughput',
        'more than was provisioned',
        `aws dynamodb update-table --table-name ${table.TableName} --billing-mode PAY_PER_REQUEST, or raise what is provisioned`,
      ],
      [
        'AccountLimit',
        'more than the account may',
        'aws service-quotas list-service-quotas --service-code dynamodb, and ask for more',
      ],
      [
        'MaxOnDemandThroughput',
        'more than its own maximum on demand',
        `aws dynamodb update-table --table-name ${table.TableName} --on-demand-throughput MaxReadRequestUnits=N,MaxWriteRequestUnits=N`,
      ],
    ]
    return cases.flatMap(([word, what, fix]): readonly SubjectRemark[] => {
      const events = throttlesBy(usage, word)
      if (events === 0) return []
      return [
        {
          severity: 'warns',
          what: `${events} requests in ${usage.days} days asked for ${what}`,
          why: 'each of them was refused, and who does not try again has lost it',
          fix,
        },
      ]
    })
  },
})

const days = (fromMs: number, toMs: number): number => (toMs - fromMs) / 86_400_000

/** Younger ones have not had the time to be used. */
const isOlderThan = (wanted: number, { atMs, table: { CreationDateTime: made } }: Deployment): boolean =>
  made !== undefined && days(new Date(made).getTime(), atMs) >= wanted

const unusedIndexes = deployedCheck({
  name: 'unused-index',
  pitfall: 'inefficient-queries',
  see: `${guide}/bp-indexes-general.html`,
  needs: ({ usage }) => usage,
  look: ({ consumed, days: looked }, deployment) => {
    const { table } = deployment
    const reads = consumed.get('read') ?? 0
    if (!isOlderThan(looked, deployment) || reads === 0) return undefined
    return (table.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName = '' }): readonly SubjectRemark[] =>
      (consumed.get(`read ${IndexName}`) ?? 0) > 0
        ? []
        : [
            {
              severity: 'notes',
              what: `nobody has read index ${IndexName} in ${looked} days`,
              why: 'each write that it takes part in is paid a second time for it',
              fix: `when it is sure that nobody needs it: aws dynamodb update-table --table-name ${table.TableName} --global-secondary-index-updates '[{"Delete":{"IndexName":"${IndexName}"}}]'`,
            },
          ],
    )
  },
})

/** Fewer tell nothing. */
const fewRequests = 100

const scans = deployedCheck({
  name: 'scans',
  pitfall: 'inefficient-queries',
  see: `${guide}/bp-query-scan.html`,
  needs: ({ usage }) => usage,
  look: ({ requests, days: looked }) => {
    const scanned = requests.get('Scan') ?? 0
    const asked = sum(
      ['Query', 'GetItem', 'BatchGetItem', 'TransactGetItems'].map(name => requests.get(name) ?? 0),
    )
    if (scanned < fewRequests || scanned < asked) return undefined
    return {
      severity: 'warns',
      what: `${scanned} of ${scanned + asked} reads in ${looked} days were scans`,
      why: 'a scan is paid for every item it passes, not for those that it returns',
      fix: 'give the question an index whose partition key is known when it is asked, and Query it',
    }
  },
})

const synchronousWork = deployedCheck({
  name: 'synchronous-work',
  pitfall: 'synchronous-work',
  see: `${guide}/transaction-apis.html`,
  needs: ({ usage }) => usage,
  look: ({ requests, days: looked }) => {
    const together = requests.get('TransactWriteItems') ?? 0
    const alone = sum(
      ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map(name => requests.get(name) ?? 0),
    )
    if (together < fewRequests || together <= alone) return undefined
    return {
      severity: 'notes',
      what: `${together} of ${together + alone} writes in ${looked} days were transactions`,
      why: 'each is paid twice and waits for all of its items; copies, counts, indexes and audits do not have to be there at once',
      fix: 'where the second item is derived from the first, write it from the stream: tailrace dev shows it on this machine',
    }
  },
})

const provisionedSeconds = 86_400

const overProvisioned = deployedCheck({
  name: 'over-provisioning',
  pitfall: 'over-provisioning',
  see: `${guide}/CostOptimization_RightSizedProvisioning.html`,
  needs: ({ usage }) => usage,
  look: ({ consumed, days: looked }, deployment) => {
    const { table } = deployment
    if (!isOlderThan(looked, deployment)) return undefined
    const indexes = (table.GlobalSecondaryIndexes ?? []).map(
      ({ IndexName = '', ProvisionedThroughput }) => [` ${IndexName}`, ProvisionedThroughput] as const,
    )
    const all = [['', table.ProvisionedThroughput] as const, ...indexes]
    return all.flatMap(([index, given]) =>
      (['read', 'write'] as const).flatMap((way): readonly SubjectRemark[] => {
        const units = (way === 'read' ? given?.ReadCapacityUnits : given?.WriteCapacityUnits) ?? 0
        const used = (consumed.get(`${way}${index}`) ?? 0) / (looked * provisionedSeconds)
        // What is scaled has its own floor; five units cost less than a look at them.
        if (units <= 5 || used >= units / 5) return []
        return [
          {
            severity: 'notes',
            what: `${units} ${way} units a second are provisioned${index && ` for index${index}`}, and ${used.toFixed(1)} were used on average over ${looked} days`,
            why: 'what is provisioned is paid whether it is used or not',
            fix: `tailrace cost --table ${table.TableName} compares the modes`,
          },
        ]
      }),
    )
  },
})

const noScaling = deployedCheck({
  name: 'no-auto-scaling',
  pitfall: 'ignored-limits',
  see: `${guide}/AutoScaling.html`,
  needs: ({ scaled, table }) =>
    (table.ProvisionedThroughput?.WriteCapacityUnits ?? 0) === 0 ? told(undefined) : scaled,
  look: (scaled, { table }) =>
    scaled === undefined || scaled.length > 0
      ? undefined
      : {
          severity: 'warns',
          what: 'its throughput is provisioned, and nothing scales it',
          why: 'what comes above it is refused after five minutes’ worth of burst',
          fix: `aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/${table.TableName} --scalable-dimension dynamodb:table:WriteCapacityUnits --min-capacity N --max-capacity N, or --billing-mode PAY_PER_REQUEST`,
        },
})

const nearLimit = deployedCheck({
  name: 'near-account-limit',
  pitfall: 'ignored-limits',
  see: `${guide}/ServiceQuotas.html`,
  needs: ({ limits }) => limits,
  look: (limits, { table: { ProvisionedThroughput: given } }) => {
    const pairs = [
      ['read', given?.ReadCapacityUnits, limits.TableMaxReadCapacityUnits],
      ['write', given?.WriteCapacityUnits, limits.TableMaxWriteCapacityUnits],
    ] as const
    return pairs.flatMap(([way, units = 0, most = 0]): readonly SubjectRemark[] =>
      most === 0 || units < most * 0.8
        ? []
        : [
            {
              severity: 'warns',
              what: `${units} ${way} units are provisioned of ${most} that a table of this account may have`,
              why: 'scaling ends there, and what comes above is refused',
              fix: 'ask for more: aws service-quotas request-service-quota-increase --service-code dynamodb',
            },
          ],
    )
  },
})

const indexCount = deployedCheck({
  name: 'index-limits',
  pitfall: 'ignored-limits',
  see: `${guide}/LSI.html`,
  needs: ({ table }) => told(table),
  look: ({ LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] }) => [
    ...(LocalSecondaryIndexes.length === 0
      ? []
      : [
          {
            severity: 'notes' as const,
            what: 'it has local secondary indexes',
            why: 'all items of one partition key may then come to 10 GB together, and writes beyond are refused',
            fix: 'for keys that grow without an end use a global secondary index in a new table',
          },
        ]),
    ...(GlobalSecondaryIndexes.length < 18
      ? []
      : [
          {
            severity: 'notes' as const,
            what: `it has ${GlobalSecondaryIndexes.length} of 20 global secondary indexes`,
            why: 'the next questions find no room, and each write is paid once for each index',
            fix: 'take out those that nobody reads, or let one index serve several entities',
          },
        ]),
  ],
})

const unmonitored = deployedCheck({
  name: 'no-monitoring',
  pitfall: 'no-monitoring',
  see: `${guide}/Monitoring-metrics-with-Amazon-CloudWatch.html`,
  needs: ({ alarms }) => alarms,
  look: ({ ofTable, functions: watched }, { table, functions }) => {
    const fix = `tailrace alarms apply --table ${table.TableName} --topic ARN --allow-writes`
    const unwatched = functions.isKnown
      ? functions.value.filter(({ functionName }) => !watched.includes(functionName))
      : []
    const ofFunctions = unwatched.map(({ functionName }) => ({
      subject: functionName,
      severity: 'warns' as const,
      what: 'no alarm looks at it',
      why: 'records leave the stream after 24 hours, and nobody is told that they wait',
      fix: `${fix} --function ${functionName}`,
    }))
    if (ofTable > 0) return ofFunctions
    const why = 'throttling and errors are seen by customers first'
    return [{ severity: 'warns', what: 'no alarm looks at it', why, fix }, ...ofFunctions]
  },
})

/** What is looked at in how a table is used. */
export const useChecks: readonly DeployedCheck[] = [
  hotPartition,
  throttled,
  nearLimit,
  noScaling,
  unmonitored,
  scans,
  unusedIndexes,
  overProvisioned,
  indexCount,
  synchronousWork,
]
