import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Context } from 'aws-lambda'
import type { Registry, StreamHandler } from 'tailrace'
import { entity, processor, registry, streamHandler, when } from 'tailrace'
import { handlerOptions } from 'tailrace/adapters'
import { number, object, string } from 'valibot'

const logger = new Logger({ serviceName: 'orders' })
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' })

const Order = entity('Order', {
  match: { kind: 'order' },
  schema: object({ id: string(), status: string(), total: number() }),
})

const revenue = processor({
  name: 'revenue',
  filter: when(Order).became('status', 'paid'),
  handle: async ({ after: { id, total } }) => {
    logger.info('paid', { orderId: id, total })
    metrics.addMetric('Revenue', MetricUnit.Count, total)
    return Promise.resolve()
  },
})

/** Once at most, which is what one would reach for idempotency for: see the README. */
const receipt = processor({
  name: 'receipt',
  filter: when(Order).became('status', 'paid'),
  strict: true,
  handle: async ({ after: { id } }) => {
    logger.info('receipt sent', { orderId: id })
    return Promise.resolve()
  },
})

export const pipeline = (): Registry => registry([revenue, receipt])

// What the pipeline itself says goes through the same logger.
const run = streamHandler(pipeline(), { ...handlerOptions(process.env), logger })

export const handler = async (
  event: Parameters<StreamHandler>[0],
  context: Context,
): ReturnType<StreamHandler> => {
  logger.addContext(context)
  try {
    return await run(event, context)
  } finally {
    metrics.publishStoredMetrics()
  }
}
