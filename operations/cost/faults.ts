import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of working out what a table costs. */
export const costFaults = defineFaults({
  'cost.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace cost --help`.',
  },
  'cost.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be described: ${d.reason}.`,
    remedy:
      'Look at its name, at AWS_REGION or AWS_ENDPOINT_URL, at the credentials, and at dynamodb:DescribeTable on it.',
  },
  'cost.no-metrics': {
    disposition: 'stop',
    message: (d: { tableName: string; region: string; days: number }) =>
      `CloudWatch has no consumed units of table ${d.tableName} in ${d.region} for the last ${d.days} days, so nothing can be said about its cost.`,
    remedy: 'Look at the region and the account; a table that nobody has used yet has no metrics.',
  },
  'cost.prices-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} is no price list: ${d.reason}.`,
    remedy:
      "Give AWS's own offer file of the region, from https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDynamoDB/current/REGION/index.json.",
  },
  'cost.prices-other-service': {
    disposition: 'stop',
    message: (d: { file: string; offerCode: string; known: readonly string[] }) =>
      `${d.file} has the prices of ${d.offerCode}; wanted are those of ${d.known.join(', ')}.`,
    remedy:
      'Give the offer file of AmazonDynamoDB, from https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDynamoDB/current/REGION/index.json.',
  },
  'cost.prices-other-region': {
    disposition: 'stop',
    message: (d: { file: string; region: string; has: readonly string[] }) =>
      `${d.file} has no prices of ${d.region}; it has those of ${d.has.join(', ') || 'no region'}.`,
    remedy:
      "Give the offer file of the table's region, from https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDynamoDB/current/REGION/index.json.",
  },
  'cost.price-ambiguous': {
    disposition: 'stop',
    message: (d: { file: string; usageType: string }) =>
      `${d.file} has more than one price for ${d.usageType}, so none of them is taken.`,
    remedy: "Give AWS's own offer file as it was published.",
  },
  'cost.price-missing': {
    disposition: 'stop',
    message: (d: { file: string; usageType: string }) => `${d.file} has no price for ${d.usageType}.`,
    remedy: "Give AWS's own offer file as it was published, whole.",
  },
  'cost.region-unpriced': {
    disposition: 'stop',
    message: (d: { region: string; known: readonly string[] }) =>
      `No prices of ${d.region} are shipped; those of ${d.known.join(', ')} are.`,
    remedy:
      "Give that region's with --prices FILE; AWS publishes them without an account: https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDynamoDB/current/REGION/index.json.",
  },
})
