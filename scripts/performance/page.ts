import type { ColdFigures } from '../../bench/cold/figures.ts'
import type { GrowthPoint, GrowthSeries } from '../../bench/growth/series.ts'
import type { LambdaView } from '../../bench/lambda/figures.ts'
import type { StoreFigures } from '../../bench/store-figures.ts'
import { exponentOf } from '../../bench/growth/series.ts'
import { lambdaSection } from './lambda-section.ts'

/** What is measured, and what its size means. */
const about: Readonly<Record<string, readonly [title: string, text: string]>> = {
  records: [
    'Records of a batch',
    'The whole job of the bench (documents, audit lines, cache keys, messages) on records that are parsed already.',
  ],
  rules: [
    'Rules',
    'So many filters, each with an entity and a condition or two, decide about 1,000 records.',
  ],
  keys: [
    'Keys of a batch',
    '10,000 small records of so many keys through one handler: those of a key one after the other.',
  ],
  kilobytes: [
    'Size of an item, in KB',
    'The whole job on ten records whose images have so many kilobytes each.',
  ],
  shards: ['Shards of a stream', 'The local engine delivers 100 records of each of so many shards.'],
}

const shown = (size: number): string => size.toLocaleString('en')

const slopeBetween = (points: readonly GrowthPoint[]): number => exponentOf(points.slice(-2))

const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`

const section = ({ of, points }: GrowthSeries): string => {
  const [title = of, text = ''] = about[of] ?? []
  return [
    `## ${title}`,
    `${text} Exponent ${exponentOf(points).toFixed(2)} over all sizes, ${slopeBetween(points).toFixed(2)} between the last two.`,
    `![Milliseconds by ${of}](images/growth-${of}.svg)`,
    [
      cells(['', ...points.map(({ size }) => shown(size))]),
      cells(['---', ...points.map(() => '---:')]),
      cells(['ms', ...points.map(({ ms }) => String(ms))]),
    ].join('\n'),
  ].join('\n\n')
}

const coldSection = ({ rows }: ColdFigures): string => {
  const lines = rows.map(({ name, cpuRatio, cpuMs: [ours = 0, esm = 0, cjs = 0] }) =>
    cells([name, ours.toFixed(0), Math.min(esm, cjs).toFixed(0), cpuRatio.toFixed(2)]),
  )
  const head = [cells(['', 'ms', 'usual packages', 'ratio']), cells(['---', '---:', '---:', '---:'])]
  return `## Cold start

From import to the first effect in a fresh process, all on loopback, and the same function on the usual packages
(opensearch-js, ioredis, the SDK's clients, Powertools batch; with a ledger Powertools idempotency): \`node bench/cold.ts\`. How
it is measured, and where the rest lies, is in the repository's \`bench/README.md\`.

${[...head, ...lines].join('\n')}`
}

/** Each client's time, and how many times ours that is. */
const storeRow = ({ work, ms }: StoreFigures): string => {
  const { ours = Number.NaN } = ms
  const others = Object.entries(ms).map(([name, each]) =>
    name === 'ours' ? String(each) : `${each} (${(each / ours).toFixed(2)})`,
  )
  return cells([work, ...others])
}

const storeSection = (all: readonly StoreFigures[]): string => {
  const names = Object.keys(all[0]?.ms ?? {})
  return [
    '## The store beside other clients',
    `2,000 things of about 500 bytes on a local engine in a process of its own; each client has a table of its own, and what
it reads is held to what was written. Medians of seven rounds in turns (\`node bench/store.ts --keep\`), and over ours.`,
    [cells(['ms', ...names]), cells(['---', ...names.map(() => '---:')]), ...all.map(storeRow)].join('\n'),
  ].join('\n\n')
}

/** What the page is made of. */
interface Measured {
  readonly all: readonly GrowthSeries[]
  readonly cold: ColdFigures
  readonly lambda: LambdaView
  readonly store: readonly StoreFigures[]
}

/** The page about what costs are and how they grow, made of what was measured. */
export const performancePage = ({ all, cold, lambda, store }: Measured): string =>
  `# Performance

This page is generated: \`node bench/growth.ts\` measures, \`node scripts/performance.ts\` writes. Milliseconds are those of
the processor, of all threads, each size in a process of its own. They are the machine's that they were measured on; what
counts is how they grow. Lines in grey grow in proportion. How the library compares with others is in the repository's
\`bench/README.md\`.

No cost grows faster than the size that it depends on: the exponent is the slope of the straight line that fits the
logarithms best, 1 for a cost in proportion, 0 for one that does not depend on the size. Below 1 is a part that every
batch pays once.

${all.map(section).join('\n\n')}

${coldSection(cold)}

${lambdaSection(lambda)}

${storeSection(store)}
`
