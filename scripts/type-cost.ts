// What it costs to type-check a registry of 200 processors: instantiations as tsc counts them, the same on every machine.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const folder = '.tailrace/type-cost'
const entities = 20
const perEntity = 10
/** A fifth more than there were when it was set, 79,674: a word of a filter that doubles its cost shows. */
const maxInstantiations = 96_000

/** An entity of ten attributes, nested ones among them. */
const entityLines = (n: number): string => `
interface Item${n} {
  readonly id${n}: string
  readonly status: 'open' | 'paid' | 'sent' | 'closed'
  readonly total: AnyNumber
  readonly title?: string
  readonly isPaid: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly address: { readonly street: string; readonly city: string; readonly country: 'IT' | 'NO' }
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
  readonly version?: number
}
const Entity${n} = entity<'Entity${n}', Item${n}>('Entity${n}', { match: { type: 'ENTITY_${n}' } })`

/** Filters with every word, and what a handler reads of what each selects. */
const filters: readonly (readonly [filter: (entity: string) => string, read: string])[] = [
  [of => `when(${of}).on('INSERT')`, 'change.after.title'],
  [of => `when(${of}).changed('status', 'address.city')`, 'change.before.address.city'],
  [of => `when(${of}).became('status', 'closed')`, 'change.after.status'],
  [
    of => `when(${of}).where({ status: { oneOf: ['open'] }, total: { gte: 1 }, 'address.country': 'NO' })`,
    "change.kind === 'REMOVE' ? change.before.total : change.after.total",
  ],
  [of => `when(${of}).origin('user').expired()`, 'change.before.isPaid'],
  [
    of => `anyOf(when(${of}).on('INSERT', 'REMOVE'), when(${of}).changed('title', 'total'))`,
    "change.kind === 'REMOVE' ? change.before.lines : change.after.lines",
  ],
]

const processorLines = (n: number, position: number): string => {
  const [filter, read] = filters[position % filters.length] ?? [String, '']
  return `  processor({
    name: 'p${n}-${position}',
    filter: ${filter(`Entity${n}`)},
    handle: async change => {
      console.log(change.entity, ${read})
      return Promise.resolve('applied')
    },
  }),`
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

const program = `import type { AnyNumber } from '../../core/index.ts'
import { anyOf, entity, processor, registry, when } from '../../core/index.ts'
${numbers(entities).map(entityLines).join('\n')}

export const pipeline = registry([
${numbers(entities)
  .flatMap(n => numbers(perEntity).map(position => processorLines(n, position)))
  .join('\n')}
])
`

mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}/registry.ts`, program)
writeFileSync(
  `${folder}/tsconfig.json`,
  JSON.stringify({ extends: '../../tsconfig.json', include: ['registry.ts'], exclude: [] }),
)
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')
const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], {
  encoding: 'utf8',
})
const instantiations = Number(/^Instantiations:\s+(\d+)$/m.exec(stdout)?.[1])
const isKept = status === 0 && instantiations <= maxInstantiations
process.stdout.write(
  `${entities * perEntity} processors: ${instantiations} instantiations, at most ${maxInstantiations}\n`,
)
if (status !== 0) process.stdout.write(stdout.slice(0, 2_000))
process.exitCode = isKept ? 0 : 1
