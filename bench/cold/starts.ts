// The functions whose first effect is measured: ours as it is deployed, and the same effects on what users take today.

/** Sinks that a measured function has. */
export type ColdSink = 'search' | 'cache' | 'audit' | 'notify' | 'cleanup'

/** What is measured together: one function with these sinks, in our way and in the others'. */
export interface ColdStart {
  readonly name: string
  readonly file: 'projections' | 'reactions'
  readonly sinks: readonly ColdSink[]
  readonly hasLedger: boolean
}

const one = (file: ColdStart['file'], sink: ColdSink): ColdStart => ({
  name: `${file}, ${sink}`,
  file,
  sinks: [sink],
  hasLedger: false,
})

const together = (file: ColdStart['file'], sinks: readonly ColdSink[]): readonly ColdStart[] => [
  { name: `${file}, together`, file, sinks, hasLedger: false },
  { name: `${file}, together, with a ledger`, file, sinks, hasLedger: true },
]

/** All of them. */
export const coldStarts: readonly ColdStart[] = [
  one('projections', 'search'),
  one('projections', 'cache'),
  ...together('projections', ['search', 'cache']),
  one('reactions', 'audit'),
  one('reactions', 'notify'),
  one('reactions', 'cleanup'),
  ...together('reactions', ['audit', 'notify', 'cleanup']),
]

const idempotent = `
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'ledger' })
const config = new IdempotencyConfig({ eventKeyJmesPath: 'eventID' })
const handle = makeIdempotent(typicalRecord(effects), { persistenceStore, config })
const inner = typicalHandler(handle)
export const handler = async (event, context) => {
  config.registerLambdaContext(context)
  return inner(event, context)
}`

const nameOf = (sink: ColdSink): string => `typical${sink[0]?.toUpperCase()}${sink.slice(1)}`

/** The module of the function on typical packages; with a ledger, each record is idempotent by Powertools. */
export const typicalSource = ({ sinks, hasLedger }: ColdStart): string => `
import { typicalHandler, typicalRecord } from './cold/typical.ts'
${sinks.map(sink => `import { ${nameOf(sink)} } from './cold/typical-${sink}.ts'`).join('\n')}
${
  hasLedger
    ? `import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'`
    : ''
}
const effects = [${sinks.map(nameOf).join(', ')}]
${hasLedger ? idempotent : 'export const handler = typicalHandler(typicalRecord(effects))'}
`

/** Where everything is that the functions name. */
export interface ColdPlaces {
  readonly http: string
  readonly redis: string
}

/** The environment of both; a sink that is not measured is in memory. */
export const coldEnv = (
  { sinks, hasLedger }: ColdStart,
  { http, redis }: ColdPlaces,
): Record<string, string> => {
  const at = (sink: ColdSink, url: string): string => (sinks.includes(sink) ? url : 'memory:')
  return {
    AWS_ENDPOINT_URL: http,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    TYPICAL_SEARCH_URL: http,
    SEARCH_URL: at('search', `opensearch+${http}`),
    CACHE_URL: at('cache', redis),
    AUDIT_URL: at('audit', 's3://bucket/audit'),
    NOTIFY_URL: at('notify', 'arn:aws:sns:eu-central-1:123456789012:news'),
    TABLE_NAME: 'shop',
    LEDGER_URL: hasLedger ? 'dynamodb://ledger' : 'memory:',
    PARK_URL: 'memory:',
  }
}
