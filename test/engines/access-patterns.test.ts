import { existsSync, readFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import type { Measured } from '../support/access-patterns.ts'
import { measurePatterns } from '../support/access-patterns.ts'
import type { Column } from '../support/access-patterns-page.ts'
import { columnIn, columnOf, accessPatternsPage } from '../support/access-patterns-page.ts'
import type { LocalEngine } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const page = 'docs/access-patterns.md'
const engines = { 'DynamoDB Local': 'dynamodb-local', dynoxide: 'dynoxide' } as const

const measureOn = async (kind: LocalEngine): Promise<ReadonlyMap<string, Measured>> => {
  const { engine, clients, table } = await withTable(kind)
  try {
    return await measurePatterns(clients.table, table.tableName)
  } finally {
    await engine.stop()
  }
}

it(
  'docs/access-patterns.md shows what the patterns send and consume',
  { timeout: 120_000 },
  async context => {
    const written = existsSync(page) ? readFileSync(page, 'utf8') : ''
    const columns: Record<string, Column> = {}
    let measured: ReadonlyMap<string, Measured> = new Map()
    for (const [name, kind] of Object.entries(engines)) {
      if ((await reasonToSkip(kind)) === undefined) {
        measured = await measureOn(kind)
        columns[name] = columnOf(measured)
      } else {
        columns[name] = columnIn(written, name)
      }
    }
    if (measured.size === 0) context.skip('no table engine runs on this machine')

    const text = await format(accessPatternsPage(columns, measured), {
      ...(await resolveConfig(page)),
      parser: 'markdown',
    })

    await expect(text).toMatchFileSnapshot(`../../${page}`)
  },
)
