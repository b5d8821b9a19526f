import type { LambdaFigures, LambdaView } from '../../bench/lambda/figures.ts'
import { costOfMillion } from '../../bench/lambda/figures.ts'

const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`

const limits: Readonly<Record<string, string>> = {
  cgroup: 'Memory and processor are limited by the kernel (cgroups)',
  flags: 'Memory is limited by flags of Node.js alone and the processor is not limited',
}

const figuresOf = (row: LambdaFigures, prices: LambdaView['prices']): readonly string[] => {
  if (row.ended !== undefined) return [row.ended.slice(0, 60), '', '', '', '']
  const { initMs, firstMs, warmMs, peakMb } = row
  return [
    ...[initMs, firstMs, warmMs, peakMb].map(Math.round).map(String),
    costOfMillion(row, prices).toPrecision(2),
  ]
}

const lineOf = (row: LambdaFigures, prices: LambdaView['prices']): string =>
  cells([String(row.memoryMb), row.records.toLocaleString('en'), row.name, ...figuresOf(row, prices)])

/** What Lambda would see and bill, as a section of the page. */
export const lambdaSection = ({ limitedBy, processes, prices, rows }: LambdaView): string =>
  `## A Lambda's view

The same search index and cache as bundles under AWS's own runtime client (\`node bench/lambda.ts\`): ours with its ledger;
records by Powertools batch with opensearch-js and ioredis, with and without its idempotency on DynamoDB; and a pipeline of
aws-lambda-stream, which has no record of what was done. ${limits[limitedBy]}: a whole one until the function asks
for its first event, then a share of memory over 1,769 MB, as Lambda gives. All sinks are on loopback and answer at once, so what
the network takes comes on top: for one request of ours for a whole batch, and for one of each record of the others.
Milliseconds by the clock on the wall, memory resident at its peak with Node.js itself, ${processes === 1 ? 'one process' : `medians of ${processes} processes`} of each;
the start includes that of Node.js. The cost is that of warm invocations of that size for a million changes, without
anything free, at ${prices.gbSecond} a GB-second and ${prices.request} a request (${prices.source}).

${[
  cells(['MB', 'records', 'function', 'init ms', 'first ms', 'warm ms', 'peak MB', '$ a million']),
  cells(['---:', '---:', '---', '---:', '---:', '---:', '---:', '---:']),
  ...rows.map(row => lineOf(row, prices)),
].join('\n')}

In batches of one change ours costs what Powertools costs with its idempotency, and three to eight times the time of functions
that remember nothing: its ledger is asked and written once a batch, whatever is in it. In larger batches it is ahead of all.`
