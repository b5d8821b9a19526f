import type { TailraceConfig } from 'tailrace/config'

export default {
  tables: {
    tickets: {
      partitionKey: 'customer',
      sortKey: { name: 'openedAt', type: 'N' },
      indexes: {
        'by-state': { partitionKey: 'state', projection: ['subject'] },
        'by-due': { sortKey: 'due', projection: 'KEYS_ONLY' },
      },
      viewType: 'NEW_AND_OLD_IMAGES',
      ttl: 'expires',
    },
  },
  functions: {
    webhook: {
      handler: 'src/webhook.handler',
      streams: [{ table: 'tickets', BatchSize: 25, FunctionResponseTypes: ['ReportBatchItemFailures'] }],
      timeoutSeconds: 10,
      environment: { WEBHOOK_URL: 'http://127.0.0.1:9' },
    },
  },
  input: 'items.json',
} satisfies TailraceConfig
