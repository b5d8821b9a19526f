import type { Habit } from './habit.ts'
import {
  customHabit,
  fileHead,
  habitOf,
  insertsOnly,
  parcelFile,
  parcelResources,
  parcelStream,
  streamArnText,
  streamHabit,
} from './habit.ts'

/** Deploy files that the deploy tool and we read alike. */
export const habits: readonly Habit[] = [
  streamHabit('nothing but the stream', ''),
  habitOf('no more than the ARN', parcelFile(streamArnText)),
  habitOf('an ARN without a type', parcelFile(`{ arn: '${streamArnText}', batchSize: 7 }`)),
  habitOf(
    'the long form of GetAtt',
    parcelFile('{ type: dynamodb, arn: { Fn::GetAtt: [Parcels, StreamArn] } }'),
  ),
  habitOf(
    'GetAtt as a list',
    parcelFile('{ type: dynamodb, arn: !GetAtt [Parcels, StreamArn], batchSize: 3 }'),
  ),
  habitOf('an imported value', parcelFile('{ type: dynamodb, arn: !ImportValue parcels-stream }')),
  habitOf(
    'an imported value in the long form',
    parcelFile('{ type: dynamodb, arn: { Fn::ImportValue: parcels } }'),
  ),
  habitOf('a parameter of the template', parcelFile('{ type: dynamodb, arn: !Ref StreamArn }')),
  habitOf(
    'a joined ARN',
    parcelFile(`{ type: dynamodb, arn: !Join ['/', ['arn:aws:dynamodb:a:1:table', 'parcels']] }`),
  ),
  {
    ...habitOf(
      'GetAtt as text in the long form',
      parcelFile('{ type: dynamodb, arn: { Fn::GetAtt: Parcels.StreamArn } }'),
    ),
    onlyWeRefuse: 'arn is',
  },
  habitOf(
    'a merge key',
    parcelFile(
      '\n          <<: *stream\n          type: dynamodb\n          arn: !GetAtt Parcels.StreamArn',
      '',
      'custom:\n  stream: &stream { batchSize: 2, maximumRetryAttempts: 3, filterPatterns: [{ eventName: [INSERT] }] }\n',
    ),
  ),
  habitOf(
    'merge keys of which one gives way',
    parcelFile(
      '\n          <<: [*a, *b]\n          batchWindow: 4\n          type: dynamodb\n          arn: !GetAtt Parcels.StreamArn',
      '',
      'custom:\n  a: &a { batchSize: 2, batchWindow: 9 }\n  b: &b { batchSize: 5, parallelizationFactor: 2 }\n',
    ),
  ),
  habitOf(
    'a whole event by an anchor',
    `${fileHead}${parcelResources}custom: { events: &events [{ stream: { ${parcelStream}, batchSize: 9 } }] }
functions:
  labels: { handler: labels.handler, events: *events }
  prices: { handler: src/prices.handler, events: *events }
`,
  ),
  customHabit(
    'settings of custom',
    '{ size: 5, bisect: true }',
    'batchSize: "${self:custom.size}", bisectBatchOnFunctionError: "${self:custom.bisect}"',
  ),
  customHabit(
    'a stream by reference',
    `{ stream: { batchSize: 4 } }`,
    'batchSize: "${self:custom.stream.batchSize}"',
  ),
  habitOf(
    'a whole stream by reference',
    parcelFile(
      '${self:custom.stream}',
      '',
      `custom: { stream: { ${parcelStream}, batchSize: 6, filterPatterns: ${insertsOnly} } }\n`,
    ),
  ),
  habitOf(
    'events in a file',
    `${fileHead}${parcelResources}functions: { labels: { handler: labels.handler, events: '\${file(events.yml)}' } }\n`,
    {
      'events.yml': `- stream: { ${parcelStream}, batchSize: 8 }\n`,
    },
  ),
  habitOf(
    'a function in a file',
    `${fileHead}${parcelResources}functions: { labels: '\${file(labels.yml)}' }\n`,
    {
      'labels.yml': `handler: src/labels.handler\nevents: [{ stream: { ${parcelStream}, batchSize: 8 } }]\n`,
    },
  ),
  habitOf(
    'functions in a list of files',
    `${fileHead}${parcelResources}functions:\n  - \${file(one.yml)}\n  - \${file(two.yml):functions}\n`,
    {
      'one.yml': `labels: { handler: labels.handler, timeout: 10, events: [{ stream: { ${parcelStream} } }] }\n`,
      'two.yml': `functions: { labels: { timeout: 20 }, prices: { handler: prices.handler, events: [{ stream: { ${parcelStream}, batchSize: 2 } }] } }\n`,
    },
  ),
  streamHabit(
    'patterns in a JSON file, under a name with a hyphen',
    'filterPatterns: "${file(infra/filters.json):parcel-labels}"',
    {
      'infra/filters.json': '{ "parcel-labels": [{ "eventName": ["INSERT"] }] }',
    },
  ),
  streamHabit('patterns in a YAML file', 'filterPatterns: "${file(./filters.yml)}"', {
    'filters.yml': '- eventName: [INSERT]\n- { dynamodb: { NewImage: { type: { S: [PRODUCT] } } } }\n',
  }),
  streamHabit('patterns out of JavaScript', 'filterPatterns: "${file(filters.cjs):patterns.labels}"', {
    'filters.cjs': 'module.exports = { patterns: { labels: [{ eventName: ["REMOVE"] }] } }',
  }),
  streamHabit('patterns out of a function', 'filterPatterns: "${file(filters.cjs):patterns}"', {
    'filters.cjs':
      'module.exports = async ({ resolveVariable }) => ({ patterns: [{ eventName: [await resolveVariable("self:custom.kind, \'MODIFY\'")] }] })',
  }),
  customHabit(
    'variables inside of patterns',
    '{ kind: INSERT }',
    'filterPatterns: [{ eventName: ["${self:custom.kind}"] }, { dynamodb: { NewImage: { pk: { S: [{ prefix: "P#${sls:stage}#" }] } } } }]',
  ),
  customHabit(
    'a variable inside of a text',
    '{ a: IN, b: SERT }',
    'filterPatterns: [{ eventName: ["${self:custom.a}${self:custom.b}"] }]',
  ),
  customHabit('variables of patterns in a file', '{ kind: REMOVE }', 'filterPatterns: "${file(f.json)}"', {
    'f.json': '[{ "eventName": ["${self:custom.kind}"] }]',
  }),
  customHabit(
    'null and numbers in patterns',
    '{}',
    'filterPatterns: [{ dynamodb: { NewImage: { a: { S: [null] }, b: { N: [{ numeric: [">", 5] }] } } } }]',
  ),
  customHabit(
    'nested variables',
    '{ dev: { size: 5 }, prod: { size: 500 } }',
    'batchSize: "${self:custom.${sls:stage}.size}"',
  ),
  customHabit(
    'a variable that names a file',
    '{ name: sizes }',
    'batchSize: "${file(${self:custom.name}-${sls:stage}.json):size}"',
    {
      'sizes-dev.json': '{ "size": 12 }',
    },
  ),
  customHabit('defaults, the last of which is taken', '{}', 'batchSize: "${opt:size, env:NOT_THERE, 33}"'),
  customHabit('a default that is text', '{}', `startingPosition: "\${opt:position, 'LATEST'}"`),
  customHabit(
    'a default with a comma in it',
    '{}',
    `filterPatterns: [{ eventName: ["\${opt:kind, 'A, B'}"] }]`,
  ),
  customHabit(
    'a default that is another source',
    '{ size: 3 }',
    'batchSize: "${opt:size, self:custom.size}"',
  ),
  streamHabit('the environment', 'batchSize: "${env:SIZE}"'),
  streamHabit(
    'the environment, cast to a boolean',
    'bisectBatchOnFunctionError: "${strToBool(${env:YES})}", enabled: "${strToBool(FALSE)}"',
  ),
  habitOf(
    'parameters of the stage',
    parcelFile(
      `{ ${parcelStream}, batchSize: '\${param:size}', batchWindow: '\${param:window}' }`,
      '',
      'params: { default: { size: 50, window: 3 }, dev: { size: 5 } }\n',
    ),
  ),
  habitOf(
    'the stage in the names of parameters',
    `${fileHead.replace('region: eu-central-1', 'region: eu-central-1, stage: "${opt:stage, \'test\'}"')}${parcelResources}params: { test: { size: 11 } }\nfunctions: { labels: { handler: labels.handler, events: [{ stream: { ${parcelStream}, batchSize: '\${param:size}' } }] } }\n`,
  ),
  streamHabit(
    'text where a number is meant',
    'batchSize: "25", maximumRetryAttempts: "4", parallelizationFactor: "2"',
  ),
  streamHabit('text where a boolean is meant', 'bisectBatchOnFunctionError: "true", enabled: "false"'),
  streamHabit('a list of one where a number is meant', 'batchSize: [25]'),
  streamHabit('a number where a boolean is meant', 'enabled: 1'),
  streamHabit('empty settings', 'batchSize: , batchWindow: , maximumRetryAttempts: ~, filterPatterns: null'),
  streamHabit('a disabled stream', 'enabled: false'),
  streamHabit(
    'every setting',
    'batchSize: 100, batchWindow: 5, startingPosition: LATEST, parallelizationFactor: 10, maximumRetryAttempts: 0, maximumRecordAgeInSeconds: 60, bisectBatchOnFunctionError: true, tumblingWindowInSeconds: 30, functionResponseType: ReportBatchItemFailures',
  ),
  streamHabit('no limit of attempts and of age', 'maximumRetryAttempts: -1, maximumRecordAgeInSeconds: -1'),
  ...[
    'onFailure: arn:aws:sqs:a:1:q',
    'onFailure: { arn: "arn:aws:sns:a:1:t" }',
    'onFailure: { arn: !GetAtt Q.Arn, type: sqs }',
    'onFailure: { arn: !Ref T, type: sns }',
  ].map(form => streamHabit(`a destination as { ${form} }`, `destinations: { ${form} }`)),
  {
    ...streamHabit('a position that streams of tables do not know', 'startingPosition: AT_TIMESTAMP'),
    onlyWeRefuse: 'StartingPosition is "AT_TIMESTAMP"',
  },
  habitOf(
    'settings that nobody checks',
    `configValidationMode: off\n${parcelFile(`{ ${parcelStream}, batchSize: 5, somethingElse: 6 }`)}`,
  ),
  habitOf(
    'two streams of one function',
    `${fileHead}${parcelResources}functions:\n  labels:\n    handler: labels.handler\n    events:\n      - stream: { ${parcelStream}, batchSize: 2 }\n      - stream: { type: dynamodb, arn: !GetAtt Prices.StreamArn, batchSize: 3 }\n      - stream: { type: kinesis, arn: !GetAtt Clicks.Arn }\n      - schedule: rate(1 day)\n`,
  ),
  habitOf(
    'one stream twice in one function',
    `${fileHead}${parcelResources}functions:\n  labels:\n    handler: labels.handler\n    events:\n      - stream: { ${parcelStream}, batchSize: 2 }\n      - stream: { ${parcelStream}, batchSize: 3 }\n`,
  ),
  habitOf(
    'two functions of one stream',
    `${fileHead}${parcelResources}functions:\n  labels: { handler: labels.handler, events: [{ stream: { ${parcelStream}, batchSize: 2 } }] }\n  parcel-labels_2: { handler: b.handler, events: [{ stream: { ${parcelStream} } }] }\n  http: { handler: c.handler, events: [{ httpApi: 'GET /' }] }\n`,
  ),
  habitOf('a Kinesis stream alone', parcelFile('{ type: kinesis, arn: !GetAtt Clicks.Arn }')),
  habitOf('a name', parcelFile(`{ ${parcelStream} }`, 'name: other-${sls:stage}-labels')),
  habitOf(
    'a nested export',
    `${fileHead}${parcelResources}functions: { labels: { handler: src/v1.2/labels.handlers.stream, events: [{ stream: { ${parcelStream} } }] } }\n`,
  ),
  {
    ...habitOf(
      'a handler out of the folder',
      `${fileHead}${parcelResources}functions: { labels: { handler: ../labels.handler, events: [{ stream: { ${parcelStream} } }] } }\n`,
    ),
    onlyWeRefuse: 'inside of the folder',
  },
  habitOf(
    'timeout and memory of the provider',
    `${fileHead.replace('region: eu-central-1', 'region: eu-central-1, timeout: 20, memorySize: "256"')}${parcelResources}functions:\n  labels: { handler: a.handler, events: [{ stream: { ${parcelStream} } }] }\n  prices: { handler: b.handler, timeout: "7", memorySize: 128, events: [{ stream: { ${parcelStream} } }] }\n`,
  ),
  habitOf(
    'an environment',
    `${fileHead.replace('region: eu-central-1', 'region: eu-central-1, environment: { A: x, B: 1, C: !Ref Parcels }')}${parcelResources}functions: { labels: { handler: a.handler, environment: { B: 2, D: "\${env:SIZE}-\${sls:stage}", E: !Sub "x-\${Parcels}", F: true, G: '' }, events: [{ stream: { ${parcelStream} } }] } }\n`,
  ),
  {
    ...habitOf(
      'an environment that is a branch',
      parcelFile(`{ ${parcelStream} }`, 'environment: { A: { b: c } }'),
    ),
    onlyWeRefuse: 'environment.A is',
  },
  habitOf(
    'an escaped variable',
    parcelFile(`{ ${parcelStream} }`, "environment: { A: '\\${self:x}', B: 'a\\\\${sls:stage}' }"),
  ),
  habitOf(
    'resources over the mapping',
    `${fileHead}functions: { labels: { handler: a.handler, events: [{ stream: { ${parcelStream}, batchSize: 2 } }] } }
resources:
  - \${file(infra/table.yml)}
  - Resources: { LabelsEventSourceMappingDynamodbParcels: { Type: AWS::Lambda::EventSourceMapping, Properties: { BatchSize: 44 } } }
`,
  ),
  habitOf(
    'extensions of the mapping',
    `${fileHead}functions: { parcel-labels: { handler: a.handler, events: [{ stream: { ${parcelStream}, batchSize: 2, filterPatterns: ${insertsOnly} } }] } }
resources:
  - \${file(infra/table.yml)}
  - extensions:
      ParcelDashlabelsEventSourceMappingDynamodbParcels:
        Properties: { MaximumRetryAttempts: 9, MetricsConfig: { Metrics: [EventCount] }, FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] } }
`,
  ),
  habitOf(
    'resources as a mapping',
    `${fileHead}functions: { labels: { handler: a.handler, events: [{ stream: { ${parcelStream} } }] } }\nresources: { Resources: {}, extensions: { LabelsEventSourceMappingDynamodbParcels: { Properties: { BatchSize: 21 } } } }\n`,
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
            events: [{ stream: { arn: streamArnText, batchSize: '${self:custom.size}' } }],
          },
        },
      }),
    },
  },
  {
    name: 'the other extension',
    files: { 'serverless.yaml': parcelFile(`{ ${parcelStream}, batchSize: 5 }`) },
  },
  habitOf(
    'variables out of .env',
    `useDotenv: true\n${parcelFile(`{ ${parcelStream}, batchSize: '\${env:DOT_SIZE}' }`)}`,
    {
      '.env': 'DOT_SIZE=17\n',
    },
  ),
  customHabit('null as a default', '{}', 'batchSize: "${opt:size, null}"'),
  customHabit('false as a default', '{}', 'enabled: "${opt:enabled, false}"'),
  habitOf(
    'numbers in other notations',
    parcelFile(`{ ${parcelStream}, batchSize: 0x10, batchWindow: 0b11, tumblingWindowInSeconds: 0o17 }`),
  ),
  habitOf(
    'provider by reference',
    `service: parcels\npackage: { artifact: a.zip }\nprovider: \${file(provider.yml)}\n${parcelResources}functions: { labels: { handler: a.handler, events: [{ stream: { ${parcelStream} } }] } }\n`,
    { 'provider.yml': 'name: aws\nruntime: nodejs24.x\ntimeout: 12\nenvironment: { A: b }\n' },
  ),
  customHabit(
    'custom out of a file, which refers to custom',
    '"${file(custom.yml)}"',
    'batchSize: "${self:custom.size}"',
    { 'custom.yml': 'base: 6\nsize: ${self:custom.base}\n' },
  ),
  customHabit('text of a file', '{}', 'startingPosition: "${file(position.txt)}"', {
    'position.txt': 'LATEST',
  }),
  customHabit('a null in a file', '{}', 'batchSize: "${file(f.json):a, 4}"', { 'f.json': '{ "a": null }' }),
  habitOf(
    'stack tags and other things of the provider',
    `${fileHead.replace('region: eu-central-1', 'region: eu-central-1, stackTags: { a: b }, logRetentionInDays: 5, tracing: { lambda: true }')}${parcelResources}functions: { labels: { handler: a.handler, reservedConcurrency: 1, events: [{ stream: { ${parcelStream} } }] } }\n`,
  ),
  habitOf(
    'variables of .env that refer to each other, to the environment and to nothing',
    `useDotenv: true\n${parcelFile(
      `{ ${parcelStream}, batchSize: '\${env:DOT_SIZE}' }`,
      "environment: { A: '${env:DOT_A}', B: '${env:DOT_B}', C: '${env:DOT_C}', D: '${env:DOT_D}', E: '${env:DOT_E}', F: '${env:DOT_F, \"none\"}', G: '${env:DOT_G}' }",
    )}`,
    {
      '.env':
        'DOT_A=x\nDOT_B=${DOT_A}-y-$DOT_A\nDOT_C=${NOT_THERE:-d-${DOT_A}}\nDOT_D=pa\\$s\nDOT_E=$SIZE-${NOT_THERE}\nSIZE=0\nDOT_F=$NOT_THERE\nDOT_G=${DOT_A:+set}${NOT_THERE+set}\nDOT_SIZE=${SIZE}\n',
    },
  ),
  habitOf(
    'a list of one in the environment',
    parcelFile(`{ ${parcelStream} }`, 'environment: { A: [x], B: [1], C: [true] }'),
  ),
  habitOf('a name that is a number', parcelFile(`{ ${parcelStream} }`, 'name: 5')),
  habitOf(
    'dollars before a variable',
    parcelFile(
      `{ ${parcelStream} }`,
      "environment: { A: '$${sls:stage}', B: 'a$$${sls:stage}$b', C: '$${AWS::Region}' }",
    ),
  ),
  habitOf(
    'extensions of the function',
    parcelFile(`{ ${parcelStream} }`, 'environment: { A: x }').replace(
      parcelResources,
      'resources: { extensions: { LabelsLambdaFunction: { Properties: { Timeout: 33, MemorySize: 256, Handler: other.run, Environment: { Variables: { B: y } } } } } }\n',
    ),
  ),
  habitOf(
    'resources over the function',
    parcelFile(`{ ${parcelStream} }`, 'environment: { A: x }').replace(
      parcelResources,
      'resources: { Resources: { LabelsLambdaFunction: { Type: AWS::Lambda::Function, Properties: { Timeout: 33, Environment: { Variables: { B: y } } } } } }\n',
    ),
  ),
]
