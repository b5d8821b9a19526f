import type { ProjectFiles } from '../support/deploy-tool/project-files.ts'

/** A habit of other people's deploy files. */
export interface Habit {
  readonly name: string
  readonly files: ProjectFiles
  /** What we refuse and the deploy tool does not, because Lambda does. */
  readonly onlyWeRefuse?: string
}

const head = `service: parcels
package: { artifact: a.zip }
provider: { name: aws, runtime: nodejs24.x, region: eu-central-1 }
`

const resources = "resources: ['${file(infra/table.yml)}']\n"

/** A file with one function `labels`; its stream event and more of it are given, indented by what stands before. */
const yaml = (stream: string, more = '', rest = ''): string => `${head}${rest}${resources}
functions:
  labels:
    handler: labels.handler
    ${more}
    events:
      - stream: ${stream}
`

const arn = 'type: dynamodb, arn: !GetAtt Parcels.StreamArn'
const text = 'arn:aws:dynamodb:eu-central-1:111122223333:table/parcels/stream/2026-01-01T00:00:00.000'

const one = (name: string, serverless: string, files: ProjectFiles = {}): Habit => ({
  name,
  files: { 'serverless.yml': serverless, ...files },
})

const stream = (name: string, event: string, files: ProjectFiles = {}): Habit =>
  one(name, yaml(`{ ${arn}, ${event} }`), files)

const custom = (name: string, content: string, event: string, files: ProjectFiles = {}): Habit =>
  one(name, yaml(`{ ${arn}, ${event} }`, '', `custom: ${content}\n`), files)

const insert = '[{ eventName: [INSERT] }]'

/** Deploy files that the deploy tool and we read alike. */
export const habits: readonly Habit[] = [
  stream('nothing but the stream', ''),
  one('no more than the ARN', yaml(text)),
  one('an ARN without a type', yaml(`{ arn: '${text}', batchSize: 7 }`)),
  one('the long form of GetAtt', yaml('{ type: dynamodb, arn: { Fn::GetAtt: [Parcels, StreamArn] } }')),
  one('GetAtt as a list', yaml('{ type: dynamodb, arn: !GetAtt [Parcels, StreamArn], batchSize: 3 }')),
  one('an imported value', yaml('{ type: dynamodb, arn: !ImportValue parcels-stream }')),
  one('an imported value in the long form', yaml('{ type: dynamodb, arn: { Fn::ImportValue: parcels } }')),
  one('a parameter of the template', yaml('{ type: dynamodb, arn: !Ref StreamArn }')),
  one(
    'a joined ARN',
    yaml(`{ type: dynamodb, arn: !Join ['/', ['arn:aws:dynamodb:a:1:table', 'parcels']] }`),
  ),
  {
    ...one(
      'GetAtt as text in the long form',
      yaml('{ type: dynamodb, arn: { Fn::GetAtt: Parcels.StreamArn } }'),
    ),
    onlyWeRefuse: 'arn is',
  },
  one(
    'a merge key',
    yaml(
      '\n          <<: *stream\n          type: dynamodb\n          arn: !GetAtt Parcels.StreamArn',
      '',
      'custom:\n  stream: &stream { batchSize: 2, maximumRetryAttempts: 3, filterPatterns: [{ eventName: [INSERT] }] }\n',
    ),
  ),
  one(
    'merge keys of which one gives way',
    yaml(
      '\n          <<: [*a, *b]\n          batchWindow: 4\n          type: dynamodb\n          arn: !GetAtt Parcels.StreamArn',
      '',
      'custom:\n  a: &a { batchSize: 2, batchWindow: 9 }\n  b: &b { batchSize: 5, parallelizationFactor: 2 }\n',
    ),
  ),
  one(
    'a whole event by an anchor',
    `${head}${resources}custom: { events: &events [{ stream: { ${arn}, batchSize: 9 } }] }
functions:
  labels: { handler: labels.handler, events: *events }
  prices: { handler: src/prices.handler, events: *events }
`,
  ),
  custom(
    'settings of custom',
    '{ size: 5, bisect: true }',
    'batchSize: "${self:custom.size}", bisectBatchOnFunctionError: "${self:custom.bisect}"',
  ),
  custom(
    'a stream by reference',
    `{ stream: { batchSize: 4 } }`,
    'batchSize: "${self:custom.stream.batchSize}"',
  ),
  one(
    'a whole stream by reference',
    yaml(
      '${self:custom.stream}',
      '',
      `custom: { stream: { ${arn}, batchSize: 6, filterPatterns: ${insert} } }\n`,
    ),
  ),
  one(
    'events in a file',
    `${head}${resources}functions: { labels: { handler: labels.handler, events: '\${file(events.yml)}' } }\n`,
    {
      'events.yml': `- stream: { ${arn}, batchSize: 8 }\n`,
    },
  ),
  one('a function in a file', `${head}${resources}functions: { labels: '\${file(labels.yml)}' }\n`, {
    'labels.yml': `handler: src/labels.handler\nevents: [{ stream: { ${arn}, batchSize: 8 } }]\n`,
  }),
  one(
    'functions in a list of files',
    `${head}${resources}functions:\n  - \${file(one.yml)}\n  - \${file(two.yml):functions}\n`,
    {
      'one.yml': `labels: { handler: labels.handler, timeout: 10, events: [{ stream: { ${arn} } }] }\n`,
      'two.yml': `functions: { labels: { timeout: 20 }, prices: { handler: prices.handler, events: [{ stream: { ${arn}, batchSize: 2 } }] } }\n`,
    },
  ),
  stream(
    'patterns in a JSON file, under a name with a hyphen',
    'filterPatterns: "${file(infra/filters.json):parcel-labels}"',
    {
      'infra/filters.json': '{ "parcel-labels": [{ "eventName": ["INSERT"] }] }',
    },
  ),
  stream('patterns in a YAML file', 'filterPatterns: "${file(./filters.yml)}"', {
    'filters.yml': '- eventName: [INSERT]\n- { dynamodb: { NewImage: { type: { S: [PRODUCT] } } } }\n',
  }),
  stream('patterns out of JavaScript', 'filterPatterns: "${file(filters.cjs):patterns.labels}"', {
    'filters.cjs': 'module.exports = { patterns: { labels: [{ eventName: ["REMOVE"] }] } }',
  }),
  stream('patterns out of a function', 'filterPatterns: "${file(filters.cjs):patterns}"', {
    'filters.cjs':
      'module.exports = async ({ resolveVariable }) => ({ patterns: [{ eventName: [await resolveVariable("self:custom.kind, \'MODIFY\'")] }] })',
  }),
  custom(
    'variables inside of patterns',
    '{ kind: INSERT }',
    'filterPatterns: [{ eventName: ["${self:custom.kind}"] }, { dynamodb: { NewImage: { pk: { S: [{ prefix: "P#${sls:stage}#" }] } } } }]',
  ),
  custom(
    'a variable inside of a text',
    '{ a: IN, b: SERT }',
    'filterPatterns: [{ eventName: ["${self:custom.a}${self:custom.b}"] }]',
  ),
  custom('variables of patterns in a file', '{ kind: REMOVE }', 'filterPatterns: "${file(f.json)}"', {
    'f.json': '[{ "eventName": ["${self:custom.kind}"] }]',
  }),
  custom(
    'null and numbers in patterns',
    '{}',
    'filterPatterns: [{ dynamodb: { NewImage: { a: { S: [null] }, b: { N: [{ numeric: [">", 5] }] } } } }]',
  ),
  custom(
    'nested variables',
    '{ dev: { size: 5 }, prod: { size: 500 } }',
    'batchSize: "${self:custom.${sls:stage}.size}"',
  ),
  custom(
    'a variable that names a file',
    '{ name: sizes }',
    'batchSize: "${file(${self:custom.name}-${sls:stage}.json):size}"',
    {
      'sizes-dev.json': '{ "size": 12 }',
    },
  ),
  custom('defaults, the last of which is taken', '{}', 'batchSize: "${opt:size, env:NOT_THERE, 33}"'),
  custom('a default that is text', '{}', `startingPosition: "\${opt:position, 'LATEST'}"`),
  custom('a default with a comma in it', '{}', `filterPatterns: [{ eventName: ["\${opt:kind, 'A, B'}"] }]`),
  custom('a default that is another source', '{ size: 3 }', 'batchSize: "${opt:size, self:custom.size}"'),
  stream('the environment', 'batchSize: "${env:SIZE}"'),
  stream(
    'the environment, cast to a boolean',
    'bisectBatchOnFunctionError: "${strToBool(${env:YES})}", enabled: "${strToBool(FALSE)}"',
  ),
  one(
    'parameters of the stage',
    yaml(
      `{ ${arn}, batchSize: '\${param:size}', batchWindow: '\${param:window}' }`,
      '',
      'params: { default: { size: 50, window: 3 }, dev: { size: 5 } }\n',
    ),
  ),
  one(
    'the stage in the names of parameters',
    `${head.replace('region: eu-central-1', 'region: eu-central-1, stage: "${opt:stage, \'test\'}"')}${resources}params: { test: { size: 11 } }\nfunctions: { labels: { handler: labels.handler, events: [{ stream: { ${arn}, batchSize: '\${param:size}' } }] } }\n`,
  ),
  stream(
    'text where a number is meant',
    'batchSize: "25", maximumRetryAttempts: "4", parallelizationFactor: "2"',
  ),
  stream('text where a boolean is meant', 'bisectBatchOnFunctionError: "true", enabled: "false"'),
  stream('a list of one where a number is meant', 'batchSize: [25]'),
  stream('a number where a boolean is meant', 'enabled: 1'),
  stream('empty settings', 'batchSize: , batchWindow: , maximumRetryAttempts: ~, filterPatterns: null'),
  stream('a disabled stream', 'enabled: false'),
  stream(
    'every setting',
    'batchSize: 100, batchWindow: 5, startingPosition: LATEST, parallelizationFactor: 10, maximumRetryAttempts: 0, maximumRecordAgeInSeconds: 60, bisectBatchOnFunctionError: true, tumblingWindowInSeconds: 30, functionResponseType: ReportBatchItemFailures',
  ),
  stream('no limit of attempts and of age', 'maximumRetryAttempts: -1, maximumRecordAgeInSeconds: -1'),
  ...[
    'onFailure: arn:aws:sqs:a:1:q',
    'onFailure: { arn: "arn:aws:sns:a:1:t" }',
    'onFailure: { arn: !GetAtt Q.Arn, type: sqs }',
    'onFailure: { arn: !Ref T, type: sns }',
  ].map(form => stream(`a destination as { ${form} }`, `destinations: { ${form} }`)),
  {
    ...stream('a position that streams of tables do not know', 'startingPosition: AT_TIMESTAMP'),
    onlyWeRefuse: 'StartingPosition is "AT_TIMESTAMP"',
  },
  one(
    'settings that nobody checks',
    `configValidationMode: off\n${yaml(`{ ${arn}, batchSize: 5, somethingElse: 6 }`)}`,
  ),
  one(
    'two streams of one function',
    `${head}${resources}functions:\n  labels:\n    handler: labels.handler\n    events:\n      - stream: { ${arn}, batchSize: 2 }\n      - stream: { type: dynamodb, arn: !GetAtt Prices.StreamArn, batchSize: 3 }\n      - stream: { type: kinesis, arn: !GetAtt Clicks.Arn }\n      - schedule: rate(1 day)\n`,
  ),
  one(
    'one stream twice in one function',
    `${head}${resources}functions:\n  labels:\n    handler: labels.handler\n    events:\n      - stream: { ${arn}, batchSize: 2 }\n      - stream: { ${arn}, batchSize: 3 }\n`,
  ),
  one(
    'two functions of one stream',
    `${head}${resources}functions:\n  labels: { handler: labels.handler, events: [{ stream: { ${arn}, batchSize: 2 } }] }\n  parcel-labels_2: { handler: b.handler, events: [{ stream: { ${arn} } }] }\n  http: { handler: c.handler, events: [{ httpApi: 'GET /' }] }\n`,
  ),
  one('a Kinesis stream alone', yaml('{ type: kinesis, arn: !GetAtt Clicks.Arn }')),
  one('a name', yaml(`{ ${arn} }`, 'name: other-${sls:stage}-labels')),
  one(
    'a nested export',
    `${head}${resources}functions: { labels: { handler: src/v1.2/labels.handlers.stream, events: [{ stream: { ${arn} } }] } }\n`,
  ),
  {
    ...one(
      'a handler out of the folder',
      `${head}${resources}functions: { labels: { handler: ../labels.handler, events: [{ stream: { ${arn} } }] } }\n`,
    ),
    onlyWeRefuse: 'inside of the folder',
  },
  one(
    'timeout and memory of the provider',
    `${head.replace('region: eu-central-1', 'region: eu-central-1, timeout: 20, memorySize: "256"')}${resources}functions:\n  labels: { handler: a.handler, events: [{ stream: { ${arn} } }] }\n  prices: { handler: b.handler, timeout: "7", memorySize: 128, events: [{ stream: { ${arn} } }] }\n`,
  ),
  one(
    'an environment',
    `${head.replace('region: eu-central-1', 'region: eu-central-1, environment: { A: x, B: 1, C: !Ref Parcels }')}${resources}functions: { labels: { handler: a.handler, environment: { B: 2, D: "\${env:SIZE}-\${sls:stage}", E: !Sub "x-\${Parcels}", F: true, G: '' }, events: [{ stream: { ${arn} } }] } }\n`,
  ),
  {
    ...one('an environment that is a branch', yaml(`{ ${arn} }`, 'environment: { A: { b: c } }')),
    onlyWeRefuse: 'environment.A is',
  },
  one('an escaped variable', yaml(`{ ${arn} }`, "environment: { A: '\\${self:x}', B: 'a\\\\${sls:stage}' }")),
  one(
    'resources over the mapping',
    `${head}functions: { labels: { handler: a.handler, events: [{ stream: { ${arn}, batchSize: 2 } }] } }
resources:
  - \${file(infra/table.yml)}
  - Resources: { LabelsEventSourceMappingDynamodbParcels: { Type: AWS::Lambda::EventSourceMapping, Properties: { BatchSize: 44 } } }
`,
  ),
  one(
    'extensions of the mapping',
    `${head}functions: { parcel-labels: { handler: a.handler, events: [{ stream: { ${arn}, batchSize: 2, filterPatterns: ${insert} } }] } }
resources:
  - \${file(infra/table.yml)}
  - extensions:
      ParcelDashlabelsEventSourceMappingDynamodbParcels:
        Properties: { MaximumRetryAttempts: 9, MetricsConfig: { Metrics: [EventCount] }, FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] } }
`,
  ),
  one(
    'resources as a mapping',
    `${head}functions: { labels: { handler: a.handler, events: [{ stream: { ${arn} } }] } }\nresources: { Resources: {}, extensions: { LabelsEventSourceMappingDynamodbParcels: { Properties: { BatchSize: 21 } } } }\n`,
  ),
  {
    name: 'JSON',
    files: {
      'serverless.json': JSON.stringify({
        service: 'parcels',
        package: { artifact: 'a.zip' },
        provider: { name: 'aws', runtime: 'nodejs24.x' },
        custom: { size: 4 },
        functions: {
          labels: {
            handler: 'labels.handler',
            events: [{ stream: { arn: text, batchSize: '${self:custom.size}' } }],
          },
        },
      }),
    },
  },
  { name: 'the other extension', files: { 'serverless.yaml': yaml(`{ ${arn}, batchSize: 5 }`) } },
  one('variables out of .env', `useDotenv: true\n${yaml(`{ ${arn}, batchSize: '\${env:DOT_SIZE}' }`)}`, {
    '.env': 'DOT_SIZE=17\n',
  }),
  custom('null as a default', '{}', 'batchSize: "${opt:size, null}"'),
  custom('false as a default', '{}', 'enabled: "${opt:enabled, false}"'),
  one(
    'numbers in other notations',
    yaml(`{ ${arn}, batchSize: 0x10, batchWindow: 0b11, tumblingWindowInSeconds: 0o17 }`),
  ),
  one(
    'provider by reference',
    `service: parcels\npackage: { artifact: a.zip }\nprovider: \${file(provider.yml)}\n${resources}functions: { labels: { handler: a.handler, events: [{ stream: { ${arn} } }] } }\n`,
    { 'provider.yml': 'name: aws\nruntime: nodejs24.x\ntimeout: 12\nenvironment: { A: b }\n' },
  ),
  custom(
    'custom out of a file, which refers to custom',
    '"${file(custom.yml)}"',
    'batchSize: "${self:custom.size}"',
    { 'custom.yml': 'base: 6\nsize: ${self:custom.base}\n' },
  ),
  custom('text of a file', '{}', 'startingPosition: "${file(position.txt)}"', { 'position.txt': 'LATEST' }),
  custom('a null in a file', '{}', 'batchSize: "${file(f.json):a, 4}"', { 'f.json': '{ "a": null }' }),
  one(
    'stack tags and other things of the provider',
    `${head.replace('region: eu-central-1', 'region: eu-central-1, stackTags: { a: b }, logRetentionInDays: 5, tracing: { lambda: true }')}${resources}functions: { labels: { handler: a.handler, reservedConcurrency: 1, events: [{ stream: { ${arn} } }] } }\n`,
  ),
  one(
    'variables of .env that refer to each other, to the environment and to nothing',
    `useDotenv: true\n${yaml(
      `{ ${arn}, batchSize: '\${env:DOT_SIZE}' }`,
      "environment: { A: '${env:DOT_A}', B: '${env:DOT_B}', C: '${env:DOT_C}', D: '${env:DOT_D}', E: '${env:DOT_E}', F: '${env:DOT_F, \"none\"}', G: '${env:DOT_G}' }",
    )}`,
    {
      '.env':
        'DOT_A=x\nDOT_B=${DOT_A}-y-$DOT_A\nDOT_C=${NOT_THERE:-d-${DOT_A}}\nDOT_D=pa\\$s\nDOT_E=$SIZE-${NOT_THERE}\nSIZE=0\nDOT_F=$NOT_THERE\nDOT_G=${DOT_A:+set}${NOT_THERE+set}\nDOT_SIZE=${SIZE}\n',
    },
  ),
  one('a list of one in the environment', yaml(`{ ${arn} }`, 'environment: { A: [x], B: [1], C: [true] }')),
  one('a name that is a number', yaml(`{ ${arn} }`, 'name: 5')),
  one(
    'dollars before a variable',
    yaml(`{ ${arn} }`, "environment: { A: '$${sls:stage}', B: 'a$$${sls:stage}$b', C: '$${AWS::Region}' }"),
  ),
  one(
    'extensions of the function',
    yaml(`{ ${arn} }`, 'environment: { A: x }').replace(
      resources,
      'resources: { extensions: { LabelsLambdaFunction: { Properties: { Timeout: 33, MemorySize: 256, Handler: other.run, Environment: { Variables: { B: y } } } } } }\n',
    ),
  ),
  one(
    'resources over the function',
    yaml(`{ ${arn} }`, 'environment: { A: x }').replace(
      resources,
      'resources: { Resources: { LabelsLambdaFunction: { Type: AWS::Lambda::Function, Properties: { Timeout: 33, Environment: { Variables: { B: y } } } } } }\n',
    ),
  ),
]

/** Deploy files that neither of us takes. */
export const mistakes: readonly Habit[] = [
  one('nothing in it', ''),
  one('nothing but comments', '# later\n'),
  one('a list', '- functions\n'),
  one(
    'settings beside the stream instead of under it',
    yaml('\n        type: dynamodb\n        arn: !GetAtt Parcels.StreamArn'),
  ),
  one('another event beside the stream', yaml(`{ ${arn} }\n        schedule: rate(1 day)`)),
  one('a stream that is empty', yaml('~')),
  one('a stream that is a list', yaml(`[{ ${arn} }]`)),
  one('a stream that is no ARN', yaml('parcels')),
  one('a type in capitals', yaml('{ type: DynamoDB, arn: !GetAtt Parcels.StreamArn }')),
  one('events that are no list', yaml(`{ ${arn} }`).replace('- stream', '  stream')),
  one('an event that is nothing', yaml(`{ ${arn} }\n      -`)),
  one('a function that is text', `${yaml(`{ ${arn} }`)}  prices: prices.handler\n`),
  one('functions in a list that are text', `${head}${resources}functions: [labels]\n`),
  one(
    'functions in a list of lists',
    `${head}${resources}functions: [[{ labels: { handler: a.handler, events: [{ stream: { ${arn} } }] } }]]\n`,
  ),
  ...['"x"', `'{"eventName":["INSERT"]}'`, '~', '[]', '5'].map(pattern =>
    stream(`no pattern that is ${pattern}`, `filterPatterns: [${pattern}]`),
  ),
  one('an environment that is a list', yaml(`{ ${arn} }`, 'environment: [{ A: b }]')),
  one('an environment that is text', yaml(`{ ${arn} }`, 'environment: x')),
  one(
    'a substituted ARN, which the tool fails at',
    yaml("{ type: dynamodb, arn: !Sub '${Parcels.StreamArn}' }"),
  ),
  one('a function of CloudFormation without a type', yaml('{ arn: !GetAtt Parcels.StreamArn }')),
  one('no ARN', yaml('{ type: dynamodb }')),
  ...[
    'onFailure: !GetAtt Q.Arn',
    'onFailure: { arn: !GetAtt Q.Arn }',
    'onSuccess: arn:aws:sqs:a:1:q',
    'onFailure: { arn: !Ref T, type: s3 }',
  ].map(form => stream(`no destination as { ${form} }`, `destinations: { ${form} }`)),
  ...[
    'batchsize: 5',
    'batchSize: 0',
    'batchSize: 10001',
    'batchSize: many',
    'batchSize: 1.5',
    'batchWindow: 301',
    'startingPosition: latest',
    'parallelizationFactor: 11',
    'maximumRetryAttempts: -2',
    'maximumRecordAgeInSeconds: 59',
    'bisectBatchOnFunctionError: 5',
    'enabled: sometimes',
    'functionResponseType: Report',
    'tumblingWindowInSeconds: 901',
    'filterPatterns: []',
    'filterPatterns: all',
    'filterPatterns: { eventName: [INSERT] }',
    'filterPattern: []',
    'onFailure: x',
  ].map(setting => stream(`no ${setting}`, setting)),
  one('a timeout that is too long', yaml(`{ ${arn} }`, 'timeout: 901')),
  one('a memory that is too small', yaml(`{ ${arn} }`, 'memorySize: 64')),
  custom('a variable that is not there', '{}', 'batchSize: "${self:custom.size}"'),
  custom('a file that is not there', '{}', 'filterPatterns: "${file(nowhere.json)}"'),
  custom('a member that is not there', '{}', 'filterPatterns: "${file(f.json):b}"', {
    'f.json': '{ "a": [] }',
  }),
  custom('a file that is none of its kind', '{}', 'filterPatterns: "${file(f.json)}"', { 'f.json': '{' }),
  custom(
    'variables in a circle',
    '{ a: "${self:custom.b}", b: "${self:custom.a}" }',
    'batchSize: "${self:custom.a}"',
  ),
  custom('a branch in a text', '{ a: { b: c } }', 'startingPosition: "x${self:custom.a}"'),
  custom('a variable that is not closed', '{}', 'batchSize: "${self:custom.a"'),
  custom('an option that nobody gave', '{}', 'batchSize: "${opt:size}"'),
  custom('an environment that nobody gave', '{}', 'batchSize: "${env:NOT_THERE}"'),
  one('a tag that nobody knows', yaml('{ type: dynamodb, arn: !Gettatt Parcels.StreamArn }')),
  one('a setting twice', yaml(`{ ${arn}, batchSize: 1, batchSize: 2 }`)),
]
