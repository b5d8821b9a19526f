import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../core/clock.ts'
import type { DynamoDBAnswer, HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { addReplica, createGlobalTable, removeReplica } from './replicas.ts'
import type { GlobalTable } from './wait-until.ts'

type Replica = {
  readonly RegionName: string
  readonly ReplicaStatus: string
  readonly ReplicaStatusDescription?: string
}
type Description = {
  readonly TableStatus?: string
  readonly Replicas?: readonly Replica[]
  readonly StreamSpecification?: object
}

const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }
const at = (...replicas: readonly (readonly [string, string])[]): Description => ({
  TableStatus: 'ACTIVE',
  StreamSpecification: stream,
  Replicas: replicas.map(([RegionName, ReplicaStatus]) => ({ RegionName, ReplicaStatus })),
})

let endpoint: HttpEndpoint
afterEach(async () => endpoint.stop())

/** A clock that does not wait but is then later. */
const hurryingClock = (): Clock => {
  let nowMs = 0
  return {
    now: () => nowMs,
    wait: async ms => {
      nowMs += ms
      return Promise.resolve()
    },
  }
}

/** An endpoint whose table is what `looks` say, one after the other, the last one for ever. */
const tableOf = async (
  looks: readonly (Description | 'unknown')[],
  updates: readonly DynamoDBAnswer[] = [],
): Promise<GlobalTable> => {
  let look = 0
  let update = 0
  endpoint = await httpEndpoint(({ operation }) => {
    if (operation === 'UpdateTable') {
      update += 1
      return updates[update - 1] ?? { body: { TableDescription: {} } }
    }
    if (operation === 'CreateTable') return { body: { TableDescription: {} } }
    look = Math.min(look + 1, looks.length)
    const seen = looks[look - 1]
    return seen === 'unknown' ? refusal('ResourceNotFoundException') : { body: { Table: seen } }
  })
  return {
    client: endpoint.client,
    tableName: 'shop',
    clock: hurryingClock(),
    timeoutMs: 60_000,
    pollMs: 1_000,
  }
}

const sent = (operation: string): readonly unknown[] =>
  endpoint.calls.filter(call => call.operation === operation).map(({ body }) => body)

describe('createGlobalTable', () => {
  it('creates a table with the stream that replication needs, and waits for it', async () => {
    // Its description is read with eventual consistency, and may not be there at first.
    const global = await tableOf(['unknown', { TableStatus: 'CREATING' }, at()])

    await createGlobalTable(global, {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    })

    expect(sent('CreateTable')).toEqual([
      {
        TableName: 'shop',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        StreamSpecification: stream,
      },
    ])
    expect(sent('DescribeTable')).toHaveLength(3)
  })

  it('gives up at its deadline on a table that never shows up', async () => {
    const global = await tableOf(['unknown'])

    await expect(createGlobalTable(global, {})).rejects.toMatchObject({
      code: 'region.deadline',
      detail: { lastSeen: 'no such table yet' },
    })
  })
})

describe('addReplica', () => {
  it("asks by the table's own update for one replica, and waits until it is ACTIVE", async () => {
    const global = await tableOf([
      at(),
      { ...at(['us-east-1', 'CREATING']), TableStatus: 'UPDATING' },
      at(['us-east-1', 'CREATING']),
      at(['us-east-1', 'ACTIVE']),
    ])

    const { Replicas } = await addReplica(global, 'us-east-1')

    expect(sent('UpdateTable')).toEqual([
      { TableName: 'shop', ReplicaUpdates: [{ Create: { RegionName: 'us-east-1' } }] },
    ])
    expect(Replicas).toEqual([{ RegionName: 'us-east-1', ReplicaStatus: 'ACTIVE' }])
  })

  it('asks for nothing where the replica is there, or is being made', async () => {
    const global = await tableOf([at(['us-east-1', 'CREATING']), at(['us-east-1', 'ACTIVE'])])

    await addReplica(global, 'us-east-1')

    expect(sent('UpdateTable')).toEqual([])
  })

  it('waits for the end of another change before its own, also of one that came in between', async () => {
    const global = await tableOf(
      [
        at(['ap-south-1', 'DELETING']),
        at(),
        at(['eu-west-1', 'UPDATING']),
        at(),
        at(['us-east-1', 'ACTIVE']),
      ],
      [refusal('ResourceInUseException')],
    )

    await addReplica(global, 'us-east-1')

    expect(endpoint.calls.map(({ operation }) => operation)).toEqual([
      ...['DescribeTable', 'DescribeTable', 'UpdateTable', 'DescribeTable', 'DescribeTable', 'UpdateTable'],
      'DescribeTable',
    ])
  })

  it.each([
    'CREATION_FAILED',
    'REPLICATION_NOT_AUTHORIZED',
    'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
    'REGION_DISABLED',
  ])('says that a replica is %s, and why', async ReplicaStatus => {
    const failed = { RegionName: 'us-east-1', ReplicaStatus, ReplicaStatusDescription: 'no key there' }
    const global = await tableOf([at(), { ...at(), Replicas: [failed] }])

    await expect(addReplica(global, 'us-east-1')).rejects.toMatchObject({
      code: 'region.replica-failed',
      detail: { region: 'us-east-1', status: ReplicaStatus, reason: 'no key there' },
    })
  })

  it.each([
    ['none', {}],
    ['keys only', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }],
  ])('refuses a table whose stream is %s before it asks', async (_, changes) => {
    const global = await tableOf([{ TableStatus: 'ACTIVE', ...changes }])

    await expect(addReplica(global, 'us-east-1')).rejects.toMatchObject({ code: 'region.stream-missing' })
    expect(sent('UpdateTable')).toEqual([])
  })

  it('gives up at its deadline, and says what it saw last', async () => {
    const global = await tableOf([at(), at(['us-east-1', 'CREATING'])])

    await expect(addReplica(global, 'us-east-1')).rejects.toMatchObject({
      code: 'region.deadline',
      detail: { afterMs: 60_000, lastSeen: 'table ACTIVE, us-east-1 CREATING' },
    })
    expect(sent('UpdateTable')).toHaveLength(1)
  })

  it('passes on what DynamoDB refuses', async () => {
    const global = await tableOf([at()], [refusal('ValidationException')])

    await expect(addReplica(global, 'mars-1')).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('removeReplica', () => {
  it('asks for the removal of one replica, and waits until it is gone', async () => {
    const global = await tableOf([at(['us-east-1', 'ACTIVE']), at(['us-east-1', 'DELETING']), at()])

    await removeReplica(global, 'us-east-1')

    expect(sent('UpdateTable')).toEqual([
      { TableName: 'shop', ReplicaUpdates: [{ Delete: { RegionName: 'us-east-1' } }] },
    ])
  })

  it('can remove a replica that failed, and asks for nothing where there is none', async () => {
    const global = await tableOf([at(['us-east-1', 'CREATION_FAILED']), at()])

    await removeReplica(global, 'us-east-1')
    await removeReplica(global, 'us-east-1')

    expect(sent('UpdateTable')).toHaveLength(1)
  })
})
