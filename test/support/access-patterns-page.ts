import type { Capacity } from '../../store/calls/capacity.ts'
import type { Measured, SentRequest } from './access-patterns.ts'
import { accessPatterns } from './access-patterns.ts'

/** The column of an engine: units as text, by pattern. */
export type Column = ReadonlyMap<string, string>

const sum = (units: Readonly<Record<string, number>>): number =>
  Object.values(units).reduce((all, each) => all + each, 0)

/** Units as the page writes them: those of the table, then those of its indexes. */
const unitsText = ({ readUnits, writeUnits, indexes }: Capacity): string => {
  const inIndexes = sum(indexes)
  if (writeUnits === 0)
    return inIndexes === 0 ? `${readUnits} read` : `${readUnits - inIndexes} + ${inIndexes} read`
  const writes = `${writeUnits - inIndexes} + ${inIndexes} write`
  return readUnits === 0 ? writes : `${readUnits} read, ${writes}`
}

export const columnOf = (measured: ReadonlyMap<string, Measured>): Column =>
  new Map([...measured].map(([name, { capacity }]) => [name, unitsText(capacity)]))

const cellsOf = (line: string): readonly string[] => line.split('|').map(cell => cell.trim())

/** The column as the page has it, for an engine that does not run on this machine. */
export const columnIn = (page: string, engine: string): Column => {
  const lines = page.split('\n').filter(line => line.startsWith('|'))
  const place = cellsOf(lines[0] ?? '').indexOf(engine)
  return new Map(
    lines.slice(2).map(line => {
      const cells = cellsOf(line)
      return [cells[1] ?? '', cells[place] ?? '']
    }),
  )
}

const requestText = ({ operation, input }: SentRequest): string => {
  const { ReturnConsumedCapacity: _, ...rest } = input as Readonly<Record<string, unknown>>
  return `${operation}\n\n\`\`\`json\n${JSON.stringify(rest)}\n\`\`\``
}

const introduction = `# Access patterns

What the shop (\`tailrace/model\`) asks of its one table, with which keys or index, the exact requests, and what they
consume. Written by \`test/engines/access-patterns.test.ts\`, which fails when this page is stale;
\`npx vitest run test/engines/access-patterns.test.ts -u\` writes it anew.

Units are those of the table, then after the + those of its indexes; items here are below 1 KB. Documented is what the
rules of Amazon's documentation give for them: a write costs 1 unit per KB, twice that in a transaction, and 1 more per
KB for each index entry that is put, changed or removed, 2 for one whose key changes; a read costs 0.5 units per 4 KB, 1
when it is consistent. What DynamoDB Local reports for transactions follows no documented rule.
`

/** The whole page; every request also asks for the consumed capacity, which is left out here. */
export const accessPatternsPage = (
  columns: Readonly<Record<string, Column>>,
  measured: ReadonlyMap<string, Measured>,
): string => {
  const engines = Object.keys(columns)
  const head = ['pattern', 'keys or index', 'requests', 'documented', ...engines]
  const rows = accessPatterns.map(({ name, keys, documented }) => [
    name,
    keys,
    String(measured.get(name)?.requests.length),
    documented,
    ...engines.map(engine => columns[engine]?.get(name) ?? ''),
  ])
  const table = [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
  const sections = accessPatterns.map(
    ({ name }) => `### ${name}\n\n${(measured.get(name)?.requests ?? []).map(requestText).join('\n\n')}`,
  )
  return `${introduction}\n${table}\n\n## Requests\n\n${sections.join('\n\n')}\n`
}
