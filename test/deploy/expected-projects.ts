import { expect } from 'vitest'

const arn = 'arn:aws'
const here = 'us-east-1:000000000000'
const reported = { FunctionResponseTypes: ['ReportBatchItemFailures'] }
const plain = { indexes: [], timeToLive: undefined }

interface Fn {
  readonly name: string
  readonly [part: string]: unknown
}

const fn = (given: Fn): object => ({
  deployedName: given.name,
  exportName: 'handler',
  runtime: 'nodejs22.x',
  seconds: 6,
  mb: 1024,
  environment: {},
  ...given,
})

/** What is read of the projects in `test/projects`, by their folders. */
export const expectedProjects: Readonly<Record<string, object>> = {
  'serverless-inline': {
    kind: 'serverless',
    file: 'serverless.yml',
    functions: [
      fn({
        name: 'labels',
        deployedName: 'parcels-dev-labels',
        handler: 'labels.handler',
        file: 'labels.js',
        seconds: 20,
        environment: {
          PARCELS: 'parcels-dev',
          QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/labels-dev',
          BUCKET: 'parcels-dev',
        },
        streams: [
          {
            table: 'Parcels',
            BatchSize: 25,
            StartingPosition: 'TRIM_HORIZON',
            ...reported,
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] },
            onFailure: 'Labels.Arn, sqs',
          },
        ],
      }),
    ],
    tables: [
      { id: 'Parcels', tableName: 'parcels-dev', keys: 'id', viewType: 'NEW_AND_OLD_IMAGES', ...plain },
    ],
    placeholders: ['Labels = https://sqs.us-east-1.amazonaws.com/000000000000/labels-dev'],
    notes: [],
    input: 'input.js',
    sources: ['serverless.yml'],
  },
  'serverless-yaml': {
    kind: 'serverless',
    file: 'serverless.yaml',
    functions: [
      fn({
        name: 'labels',
        deployedName: 'parcels-test-labels',
        handler: 'src/labels.handler',
        file: 'src/labels.mjs',
        runtime: 'nodejs20.x',
        streams: [{ table: 'Parcels', BatchSize: 10, StartingPosition: 'LATEST' }],
      }),
      fn({
        name: 'prices',
        deployedName: 'parcels-test-prices',
        handler: 'src/labels.handler',
        file: 'src/labels.mjs',
        runtime: 'nodejs20.x',
        mb: 512,
        streams: [
          {
            table: 'Parcels',
            BatchSize: 7,
            MaximumRetryAttempts: 3,
            MaximumBatchingWindowInSeconds: 2,
            StartingPosition: 'TRIM_HORIZON',
          },
        ],
      }),
    ],
    tables: [
      { id: 'Parcels', tableName: 'parcels-test-Parcels', keys: 'id', viewType: 'NEW_IMAGE', ...plain },
    ],
    placeholders: [],
    notes: [],
    input: undefined,
    sources: ['config/functions.yml', 'config/sizes.json', 'config/table.yml', 'serverless.yaml'],
  },
  'serverless-ts': {
    kind: 'serverless',
    file: 'serverless.ts',
    functions: [
      fn({
        name: 'labels',
        deployedName: 'parcels-qa-labels',
        handler: 'labels.handler',
        file: 'labels.ts',
        environment: { TABLE: 'parcels-qa' },
        streams: [{ table: 'Parcels', BatchSize: 11, StartingPosition: 'TRIM_HORIZON' }],
      }),
    ],
    tables: [{ id: 'Parcels', tableName: 'parcels-qa', keys: 'id', viewType: 'KEYS_ONLY', ...plain }],
    placeholders: [],
    notes: [],
    input: undefined,
    sources: ['serverless.ts'],
  },
  'serverless-stages': {
    kind: 'serverless',
    file: 'serverless.yml',
    functions: [
      fn({
        name: 'labels',
        deployedName: 'parcels-qa-labels',
        handler: 'labels.handler',
        file: 'labels.js',
        environment: { DEPOT: 'north', TABLE: 'parcels-qa' },
        streams: [
          {
            table: 'Parcels',
            BatchSize: 12,
            MaximumBatchingWindowInSeconds: 1,
            MaximumRetryAttempts: 4,
            StartingPosition: 'TRIM_HORIZON',
          },
        ],
      }),
    ],
    tables: [
      { id: 'Parcels', tableName: 'parcels-qa', keys: 'id', viewType: 'NEW_AND_OLD_IMAGES', ...plain },
    ],
    placeholders: [],
    notes: [],
    input: undefined,
    sources: ['.env', 'serverless.yml', 'tailrace.config.json'],
  },
  'serverless-tables': {
    kind: 'serverless',
    file: 'serverless.yml',
    functions: [
      fn({
        name: 'both',
        deployedName: 'shop-dev-both',
        handler: 'shop.handler',
        file: 'shop.js',
        environment: { ORDERS: 'orders', STOCK_ARN: `${arn}:dynamodb:${here}:table/shop-dev-Stock` },
        streams: [
          { table: 'Orders', BatchSize: 10, StartingPosition: 'TRIM_HORIZON' },
          { table: 'Stock', BatchSize: 50, StartingPosition: 'TRIM_HORIZON' },
        ],
      }),
      fn({
        name: 'orders',
        deployedName: 'shop-dev-orders',
        handler: 'shop.handler',
        file: 'shop.js',
        streams: [
          { table: 'Orders', BatchSize: 10, ParallelizationFactor: 4, StartingPosition: 'TRIM_HORIZON' },
        ],
      }),
      fn({
        name: 'elsewhere',
        deployedName: 'shop-dev-elsewhere',
        handler: 'shop.handler',
        file: 'shop.js',
        streams: [{ table: undefined, BatchSize: 10, StartingPosition: 'TRIM_HORIZON' }],
      }),
    ],
    tables: [
      {
        id: 'Orders',
        tableName: 'orders',
        keys: 'customer,placedAt',
        viewType: 'NEW_AND_OLD_IMAGES',
        indexes: ['by-state: customer,state'],
        timeToLive: 'expires',
      },
      {
        id: 'Stock',
        tableName: 'shop-dev-Stock',
        keys: 'id',
        viewType: 'OLD_IMAGE',
        indexes: ['by-shelf: shelf'],
        timeToLive: undefined,
      },
    ],
    placeholders: [],
    notes: [],
    input: undefined,
    sources: ['serverless.yml'],
  },
  'sam-esbuild': {
    kind: 'sam',
    file: 'template.yaml',
    functions: [
      fn({
        name: 'OnTicket',
        deployedName: 'support-OnTicket',
        handler: 'tickets.handler',
        file: 'src/handlers/tickets.ts',
        seconds: 15,
        mb: 256,
        environment: {
          STAGE: 'test',
          TICKETS: 'support-tickets-test',
          ALERTS: `${arn}:sns:${here}:AlertsTopicArn`,
          FAILED: 'https://sqs.us-east-1.amazonaws.com/000000000000/Failed',
          SECRET: `${arn}:secretsmanager:${here}:secret:support-key-000000`,
          FILES: 'files/in',
          HOST: 'https://us-east-1.example.com',
        },
        streams: [
          {
            table: 'Tickets',
            BatchSize: 40,
            MaximumBatchingWindowInSeconds: 3,
            MaximumRetryAttempts: 2,
            StartingPosition: 'TRIM_HORIZON',
            ...reported,
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
            onFailure: 'Failed.Arn, sqs',
          },
        ],
      }),
    ],
    tables: [
      {
        id: 'Tickets',
        tableName: 'support-tickets-test',
        keys: 'ticketId',
        viewType: 'NEW_AND_OLD_IMAGES',
        ...plain,
      },
      { id: 'Seen', tableName: 'support-Seen', keys: 'key', viewType: undefined, ...plain },
    ],
    placeholders: [
      `AlertsTopicArn = ${arn}:sns:${here}:AlertsTopicArn`,
      'Failed.QueueUrl = https://sqs.us-east-1.amazonaws.com/000000000000/Failed',
      `Secret = ${arn}:secretsmanager:${here}:secret:support-key-000000`,
      'Files = files',
    ],
    notes: [],
    input: undefined,
    sources: ['samconfig.toml', 'template.yaml'],
  },
  cloudformation: {
    kind: 'cloudformation',
    file: 'template.yml',
    functions: [
      fn({
        name: 'Audit',
        deployedName: 'acme-audit',
        handler: 'audit.handler',
        file: 'src/audit.js',
        seconds: 3,
        mb: 128,
        environment: { ROLE: `${arn}:iam::000000000000:role/Role`, TABLE: 'acme-accounts' },
        streams: [{ table: 'Accounts', StartingPosition: 'LATEST', BisectBatchOnFunctionError: true }],
      }),
      fn({
        name: 'Inline',
        deployedName: expect.stringMatching(/-Inline$/),
        handler: 'index.handler',
        file: '.tailrace/inline/Inline/index.cjs',
        seconds: 9,
        mb: 128,
        streams: [{ table: 'Accounts', StartingPosition: 'TRIM_HORIZON' }],
      }),
    ],
    tables: [
      { id: 'Accounts', tableName: 'acme-accounts', keys: 'id', viewType: 'NEW_AND_OLD_IMAGES', ...plain },
    ],
    placeholders: [`Role.Arn = ${arn}:iam::000000000000:role/Role`],
    notes: [],
    input: undefined,
    sources: ['template.yml'],
  },
  cdk: {
    kind: 'cdk',
    file: 'cdk.out',
    functions: [
      fn({
        name: 'OnOrder',
        deployedName: 'work-stack-OnOrder4E5F6071',
        handler: 'index.handler',
        file: expect.stringMatching(/^cdk\.out\/asset\.9f86d0[0-9a-f]+\/index\.js$/),
        seconds: 30,
        mb: 128,
        environment: { ORDERS: 'Data-Orders' },
        streams: [{ table: 'Orders', BatchSize: 5, StartingPosition: 'LATEST' }],
      }),
      fn({
        name: 'More-Second',
        deployedName: expect.stringContaining('Second6C7D8E9F'),
        handler: 'index.handler',
        file: expect.stringMatching(/^cdk\.out\/asset\.9f86d0[0-9a-f]+\/index\.js$/),
        seconds: 3,
        mb: 128,
        streams: [{ table: 'Orders', StartingPosition: 'TRIM_HORIZON' }],
      }),
    ],
    tables: [
      { id: 'Orders', tableName: 'Data-Orders', keys: 'id', viewType: 'NEW_AND_OLD_IMAGES', ...plain },
    ],
    placeholders: [],
    notes: [expect.stringContaining('npx cdk synth')],
    input: undefined,
    sources: ['cdk.out/manifest.json'],
  },
  'config-alone': {
    kind: 'config',
    file: 'tailrace.config.ts',
    functions: [
      fn({
        name: 'webhook',
        handler: 'src/webhook.handler',
        file: 'src/webhook.ts',
        runtime: 'nodejs24.x',
        seconds: 10,
        mb: 128,
        environment: { WEBHOOK_URL: 'http://127.0.0.1:9' },
        streams: [{ table: 'tickets', BatchSize: 25, StartingPosition: 'TRIM_HORIZON', ...reported }],
      }),
    ],
    tables: [
      {
        id: 'tickets',
        tableName: 'tickets',
        keys: 'customer,openedAt',
        viewType: 'NEW_AND_OLD_IMAGES',
        indexes: ['by-state: state', 'by-due: customer,due'],
        timeToLive: 'expires',
      },
    ],
    placeholders: [],
    notes: [],
    input: 'items.json',
    sources: ['tailrace.config.ts'],
  },
}
