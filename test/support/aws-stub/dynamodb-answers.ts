import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'

type Input = Readonly<Record<string, unknown>>

const checkTable = ({ table }: StubAccount, { TableName }: Input): void => {
  if (TableName === undefined) throw new StubRefusal('ValidationException', 'TableName is required')
  if (TableName !== table.TableName)
    throw new StubRefusal('ResourceNotFoundException', 'Requested resource not found')
}

/** Half a unit for each 4 KB begun, as text goes. */
const scan = (account: StubAccount, { Limit = 1_000, ExclusiveStartKey, ReturnConsumedCapacity }: Input) => {
  if (ReturnConsumedCapacity !== 'TOTAL')
    throw new StubRefusal('ValidationException', 'capacity is not asked for')
  const { items } = account
  const place = (ExclusiveStartKey as { readonly place?: { readonly N: string } } | undefined)?.place
  const from = place === undefined ? 0 : Number(place.N)
  const to = from + Number(Limit)
  const page = items.slice(from, to)
  const bytes = Buffer.byteLength(JSON.stringify(page))
  const units = Math.ceil(bytes / 4_096) / 2
  account.spentUnits += units
  return {
    Items: page,
    Count: page.length,
    ConsumedCapacity: { CapacityUnits: units },
    ...(to < items.length && { LastEvaluatedKey: { place: { N: String(to) } } }),
  }
}

const answers: Readonly<Record<string, (account: StubAccount, input: Input) => object>> = {
  DescribeTable: ({ table }) => ({ Table: table }),
  DescribeContinuousBackups: ({ pitr }) => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pitr ? 'ENABLED' : 'DISABLED' },
    },
  }),
  ListBackups: () => ({ BackupSummaries: [] }),
  DescribeTimeToLive: ({ ttl }) => ({
    TimeToLiveDescription:
      ttl === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl },
  }),
  Scan: scan,
}

/** What DynamoDB and Application Auto Scaling answer; nothing where they are not asked. */
export const dynamoDbAnswers = (
  account: StubAccount,
  operation: string,
  input: Input,
): object | undefined => {
  switch (operation) {
    case 'DescribeLimits':
      return account.limits
    case 'ListTagsOfResource':
      if (input['ResourceArn'] !== account.table.TableArn)
        throw new StubRefusal('ValidationException', 'Invalid TableArn')
      return { Tags: Array.from({ length: account.tags }, (_, index) => ({ Key: `k${index}`, Value: 'v' })) }
    case 'DescribeScalableTargets':
      if (input['ServiceNamespace'] !== 'dynamodb')
        throw new StubRefusal('ValidationException', 'ServiceNamespace is required')
      return { ScalableTargets: account.scaled.map(ScalableDimension => ({ ScalableDimension })) }
    default: {
      const found = answers[operation]
      if (found === undefined) return undefined
      checkTable(account, input)
      return found(account, input)
    }
  }
}
