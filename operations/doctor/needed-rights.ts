import type { Registry } from '../../core/registry/registry.ts'

/** A statement of an IAM policy. */
export interface RightStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string
}

/** What a function's rights follow from. */
export interface RightsOf {
  readonly functionName: string
  readonly tableArn: string
  readonly streamArn: string
  /** Its variables. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly registry: Registry | undefined
  readonly failureDestination: string | undefined
}

interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

const placeOf = (tableArn: string): Place => {
  const [, partition = 'aws', , region = '', account = ''] = tableArn.split(':')
  return { partition, region, account }
}

const allow = (Sid: string, Action: readonly string[], Resource: string): RightStatement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

/** `arn:aws:s3:::BUCKET` of `s3://BUCKET/PREFIX`, and of the objects below. */
const bucketIn = (url: string | undefined, { partition }: Place) => {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url ?? '') ?? []
  if (bucket === undefined) return undefined
  const bucketArn = `arn:${partition}:s3:::${bucket}`
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  return { bucketArn, objects: `${bucketArn}/${folder}*` }
}

/** Claims are what strict processors keep there besides. */
const ledger = (
  { environment, registry }: RightsOf,
  { partition, region, account }: Place,
): readonly RightStatement[] => {
  const [, table] = /^dynamodb:\/\/([^/?]+)/.exec(environment['LEDGER_URL'] ?? '') ?? []
  if (table === undefined) return []
  const isStrict = (registry?.processors ?? []).some(({ strict }) => strict === true)
  const claims = isStrict ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : []
  const actions = ['dynamodb:BatchWriteItem', ...claims, 'dynamodb:Query']
  return [allow('Ledger', actions, `arn:${partition}:dynamodb:${region}:${account}:table/${table}`)]
}

const esActions = ['Delete', 'Get', 'Head', 'Post', 'Put'].map(verb => `es:ESHttp${verb}`)

/** The policy of the domain may allow it as well. */
const search = (url: string | undefined, { partition, account }: Place): readonly RightStatement[] => {
  const [, host = ''] = /^opensearch\+aws:\/\/([^/?]+)/.exec(url ?? '') ?? []
  const [, domain, region] =
    /^(?:search|vpc)-(.+)-[a-z0-9]{26}\.([a-z0-9-]+)\.es\.amazonaws\.com/.exec(host) ?? []
  if (domain === undefined) return []
  return [allow('Search', esActions, `arn:${partition}:es:${region}:${account}:domain/${domain}/*`)]
}

const objects = (
  sid: string,
  url: string | undefined,
  actions: readonly string[],
  place: Place,
): readonly RightStatement[] => {
  const found = bucketIn(url, place)
  return found === undefined ? [] : [allow(sid, actions, found.objects)]
}

/** Without the right to list, S3 says of an object that is gone that it may not be read. */
const blobs = (url: string | undefined, place: Place): readonly RightStatement[] => {
  const found = bucketIn(url, place)
  if (found === undefined) return []
  return [
    allow('LargeAttributes', ['s3:GetObject'], found.objects),
    allow('LargeAttributesBucket', ['s3:ListBucket'], found.bucketArn),
  ]
}

const queueArn = (url: string, { partition }: Place): string | undefined => {
  const [, region, account, name] =
    /^sqs:https:\/\/sqs\.([a-z0-9-]+)\.[^/]+\/(\d+)\/([^/?]+)$/.exec(url) ?? []
  return name === undefined ? undefined : `arn:${partition}:sqs:${region}:${account}:${name}`
}

const sends: Readonly<Record<string, readonly string[]>> = {
  sns: ['sns:Publish'],
  sqs: ['sqs:SendMessage'],
  events: ['events:PutEvents'],
}

const notify = (url: string | undefined, place: Place): readonly RightStatement[] => {
  if (url === undefined) return []
  const arn = url.startsWith('arn:') ? url : queueArn(url, place)
  const actions = sends[arn?.split(':')[2] ?? '']
  return arn === undefined || actions === undefined ? [] : [allow('Notify', actions, arn)]
}

const given = (destination: string | undefined): readonly RightStatement[] => {
  const service = destination?.split(':')[2]
  if (destination === undefined || service === undefined) return []
  if (service === 's3')
    return [
      allow('GivenUp', ['s3:PutObject'], `${destination}/*`),
      allow('GivenUpBucket', ['s3:ListBucket'], destination),
    ]
  const actions = sends[service]
  return actions === undefined ? [] : [allow('GivenUp', actions, destination)]
}

const logs = (functionName: string, { partition, region, account }: Place): RightStatement =>
  allow(
    'Log',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${functionName}:*`,
  )

const streamRights = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  name => `dynamodb:${name}`,
)

const onTable = ({ registry, tableArn, environment }: RightsOf): readonly RightStatement[] => {
  const processors = registry?.processors ?? []
  const refreshes = environment['REFRESH'] !== 'off' && processors.some(each => each.refreshes === true)
  const isWritten = processors.some(({ writesTable }) => writesTable === true)
  return [
    // A clean-up looks whether the parent is still gone before it asks for anything else.
    ...(refreshes || isWritten ? [allow('Items', ['dynamodb:GetItem'], tableArn)] : []),
    ...(isWritten
      ? [allow('CleanUp', ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query'], tableArn)]
      : []),
  ]
}

/**
 * The least that a function on a stream has to be allowed, from the processors of its registry and from the URLs of
 * its environment. What processors of one's own call beyond that nobody can tell from here.
 */
export const neededRights = (of: RightsOf): readonly RightStatement[] => {
  const { environment: env, streamArn, functionName, failureDestination } = of
  const place = placeOf(of.tableArn)
  return [
    allow('Stream', streamRights, streamArn),
    logs(functionName, place),
    ...ledger(of, place),
    ...onTable(of),
    ...objects('Park', env['PARK_URL'], ['s3:PutObject'], place),
    ...blobs(env['BLOB_URL'], place),
    ...objects('Audit', env['AUDIT_URL'], ['s3:PutObject'], place),
    ...notify(env['NOTIFY_URL'], place),
    ...search(env['SEARCH_URL'], place),
    ...given(failureDestination),
  ]
}

/** Lambda itself reads the stream, writes the log and puts away what it gives up; a search domain has its own network. */
const doneForIt = ['Stream', 'Log', 'GivenUp', 'GivenUpBucket', 'Search']

/** Services of AWS that a function calls itself, from what it has to be allowed. */
export const servicesCalled = (needed: readonly RightStatement[]): readonly string[] => [
  ...new Set(
    needed
      .filter(({ Sid }) => !doneForIt.includes(Sid))
      .flatMap(({ Action }) => Action.map(action => action.split(':')[0] ?? action)),
  ),
]
