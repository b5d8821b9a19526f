import fc from 'fast-check'
import { stringify } from 'yaml'
import type { ProjectFiles } from '../support/deploy-tool/project-files.ts'

/** How a value stands in a deploy file. */
type Form = 'literal' | 'text' | 'self' | 'nested' | 'json' | 'yaml' | 'env' | 'default' | 'param' | 'chained'

const forms: readonly Form[] = [
  'literal',
  'text',
  'self',
  'nested',
  'json',
  'yaml',
  'env',
  'default',
  'param',
  'chained',
]

/** The environment that generated projects look into. */
export const generatedEnv: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 12 }, (_, number) => [`VALUE_${number}`, String(number)]),
)

/** Where the values of a project are kept, apart from the deploy file. */
interface Kept {
  readonly custom: Record<string, unknown>
  readonly params: Record<string, unknown>
  readonly file: Record<string, unknown>
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null

/** Writes a value in a form of its own, and what that refers to in its place. */
const written = (kept: Kept, name: string, value: unknown, form: Form): unknown => {
  const { custom, params, file } = kept
  switch (form) {
    case 'text':
      return isScalar(value) ? String(value) : value
    case 'self':
      custom[name] = value
      return `\${self:custom.${name}}`
    case 'nested':
      custom[name] = { dev: value, prod: 1 }
      return `\${self:custom.${name}.\${sls:stage}}`
    case 'json':
      file[name] = value
      return `\${file(values.json):${name}}`
    case 'yaml':
      file[name] = value
      return `\${file(./\${self:custom.folder}/values.yml):inside.${name}}`
    case 'env':
      return typeof value === 'number' && `VALUE_${value}` in generatedEnv ? `\${env:VALUE_${value}}` : value
    case 'default':
      return typeof value === 'string'
        ? `\${opt:none, '${value}'}`
        : isScalar(value)
          ? `\${opt:none, ${String(value)}}`
          : value
    case 'param':
      params[name] = value
      return `\${param:${name}}`
    case 'chained':
      custom[name] = value
      return `\${opt:none, self:custom.nothing, self:custom.${name}}`
    default:
      return value
  }
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const pattern = fc.constantFrom<object>(
  { eventName: ['INSERT'] },
  { eventName: ['INSERT', 'REMOVE'], dynamodb: { NewImage: { type: { S: [{ prefix: 'P#' }] } } } },
  { dynamodb: { OldImage: { a: { NULL: [true] }, n: { N: ['5'] } } } },
  { dynamodb: { Keys: { PK: { S: ['a, b', "it's", '}'] } } } },
)

/** Mostly what is right, at times what is not. */
const settings = fc.record({
  batchSize: maybe(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 11 }) },
      fc.constantFrom<unknown>(0, 10_001, 2.5, 'x', true, null),
    ),
  ),
  batchWindow: maybe(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 300 }) },
      fc.constantFrom<unknown>(301, -1, null),
    ),
  ),
  parallelizationFactor: maybe(fc.integer({ min: 1, max: 10 })),
  maximumRetryAttempts: maybe(fc.integer({ min: -1, max: 10 })),
  maximumRecordAgeInSeconds: maybe(fc.constantFrom(-1, 60, 86_400, 604_800)),
  tumblingWindowInSeconds: maybe(fc.integer({ min: 0, max: 11 })),
  bisectBatchOnFunctionError: maybe(
    fc.oneof({ weight: 9, arbitrary: fc.boolean() }, fc.constantFrom<unknown>('yes', null)),
  ),
  enabled: maybe(fc.boolean()),
  startingPosition: maybe(fc.constantFrom('LATEST', 'TRIM_HORIZON')),
  functionResponseType: maybe(fc.constant('ReportBatchItemFailures')),
  destinations: maybe(
    fc.constantFrom<unknown>(
      { onFailure: 'arn:aws:sqs:eu-central-1:111122223333:given-up' },
      { onFailure: { arn: 'arn:aws:sns:eu-central-1:111122223333:given-up' } },
      { onFailure: { arn: { 'Fn::GetAtt': ['GivenUp', 'Arn'] }, type: 'sqs' } },
      { onFailure: { arn: { Ref: 'News' }, type: 'sns' } },
    ),
  ),
  filterPatterns: maybe(fc.array(pattern, { minLength: 1, maxLength: 3 })),
  batchsize: maybe(fc.constant(undefined)),
})

const formOf = fc.constantFrom(...forms)

const arn = fc.constantFrom<unknown>(
  'arn:aws:dynamodb:eu-central-1:111122223333:table/parcels/stream/2026-01-01T00:00:00.000',
  { 'Fn::GetAtt': ['Parcels', 'StreamArn'] },
  { 'Fn::ImportValue': 'parcels' },
)

const described = fc.record({
  name: fc.constantFrom('labels', 'parcel-labels', 'parcel_labels', 'B2'),
  handler: fc.constantFrom('labels.handler', 'src/labels.handlers.stream', './a-b/c_d.handler'),
  timeout: maybe(fc.integer({ min: 1, max: 11 })),
  memorySize: maybe(fc.constantFrom(128, 512, '1024')),
  environment: maybe(
    fc.dictionary(
      fc.constantFrom('A', 'B', 'C'),
      fc.constantFrom<unknown>('x', 5, true, '', { Ref: 'Parcels' }),
    ),
  ),
  settings,
  arn,
  settingForms: fc.array(formOf, { minLength: 20, maxLength: 20 }),
  /** What of it stands elsewhere as a whole. */
  whole: fc.constantFrom('nothing', 'settings', 'stream', 'events', 'function'),
  wholeForm: fc.constantFrom<Form>('self', 'nested', 'json', 'yaml', 'param', 'chained'),
})

type Described = typeof described extends fc.Arbitrary<infer T> ? T : never

const branch = (kept: Kept, { name, ...given }: Described): unknown => {
  const forms = given.settingForms.values()
  const next = (key: string, value: unknown): unknown =>
    written(kept, `${name}-${key}`, value, forms.next().value ?? 'literal')
  const whole = (which: Described['whole'], value: unknown): unknown =>
    given.whole === which ? written(kept, `${name}-whole`, value, given.wholeForm) : value
  const entries = Object.entries(given.settings).filter(([, value]) => value !== undefined)
  const own = Object.fromEntries(entries.map(([key, value]) => [key, next(key, value)]))
  const stream = whole('stream', { type: 'dynamodb', arn: given.arn, ...own })
  const events = whole('events', [{ stream }, { schedule: 'rate(1 day)' }])
  const { timeout, memorySize, environment } = given
  return whole('function', {
    handler: next('handler', given.handler),
    ...(timeout !== undefined && { timeout: next('timeout', timeout) }),
    ...(memorySize !== undefined && { memorySize }),
    ...(environment !== undefined && {
      environment: Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [key, isScalar(value) ? next(key, value) : value]),
      ),
    }),
    events,
  })
}

const filesOf = (
  functions: readonly Described[],
  inList: boolean,
  stage: string | undefined,
): ProjectFiles => {
  const kept: Kept = { custom: { folder: 'more' }, params: {}, file: {} }
  const written = functions.map(each => ({ [each.name]: branch(kept, each) }))
  const file = {
    service: 'parcels',
    package: { artifact: 'a.zip' },
    provider: {
      name: 'aws',
      runtime: 'nodejs24.x',
      ...(stage !== undefined && { stage }),
      environment: { A: 'of the provider', Z: '${sls:stage}' },
    },
    params: { default: kept.params },
    custom: kept.custom,
    functions: inList ? written : Object.fromEntries(written.flatMap(each => Object.entries(each))),
  }
  return {
    'serverless.yml': stringify(file, { aliasDuplicateObjects: true }),
    'values.json': JSON.stringify(kept.file),
    'more/values.yml': stringify({ inside: kept.file }),
  }
}

/** Projects of one to three functions, whose values stand where other people have them. */
export const generatedProjects = fc
  .tuple(
    fc.uniqueArray(described, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
    fc.boolean(),
    fc.constantFrom(undefined, 'dev', "${opt:stage, 'dev'}"),
  )
  .map(([functions, inList, stage]) => filesOf(functions, inList, stage))
