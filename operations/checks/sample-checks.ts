import type { DeployedCheck } from './deployed-check.ts'
import { deployedCheck } from './deployed-check.ts'

const guide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

/** DynamoDB refuses items above 400 KB. */
const largestAllowedBytes = 400 * 1024

/** Of a smaller sample nothing follows. */
const enoughItems = 100

const largeItems = deployedCheck({
  name: 'large-items',
  pitfall: 'large-items',
  see: `${guide}/bp-use-s3-too.html`,
  needs: ({ sample }) => sample,
  look: ({ largestBytes, items }) =>
    largestBytes < largestAllowedBytes * 0.75
      ? undefined
      : {
          severity: 'warns',
          what: `one of ${items} sampled items has ${Math.round(largestBytes / 1024)} KB`,
          why: 'above 400 KB a write is refused, and each read and write of it is paid by its size',
          fix: 'keep large attributes beside the table: largeAttributes of tailrace/store, with BLOB_URL',
        },
})

const oneKey = deployedCheck({
  name: 'hot-prefix',
  pitfall: 'poor-key-design',
  see: `${guide}/bp-partition-key-uniform-load.html`,
  needs: ({ sample }) => sample,
  look: ({ items, mostOfOneKey }) =>
    items < enoughItems || mostOfOneKey < items / 2
      ? undefined
      : {
          severity: 'notes',
          what: `${mostOfOneKey} of ${items} items that were sampled in a row have one partition key`,
          why: 'one key is one partition at first, with 1,000 write units a second; a sort key that only grows keeps it one',
          fix: 'if it is written to as much as it is large, spread it over several keys with a suffix (write sharding)',
        },
})

const datedKeys = deployedCheck({
  name: 'monotonic-keys',
  pitfall: 'poor-key-design',
  see: `${guide}/bp-partition-key-time-series.html`,
  needs: ({ sample }) => sample,
  look: ({ items, partitionKeys, datedKeys: dated }) =>
    items < enoughItems || dated < partitionKeys * 0.9
      ? undefined
      : {
          severity: 'warns',
          what: `${dated} of ${partitionKeys} sampled partition keys are a day, a month or an hour`,
          why: 'all that is written now has one partition key, which takes 1,000 write units a second and no more',
          fix: 'put the time into the sort key, or a suffix behind the day (write sharding)',
        },
})

/** What is looked at in a sample of items. */
export const sampleChecks: readonly DeployedCheck[] = [largeItems, datedKeys, oneKey]
