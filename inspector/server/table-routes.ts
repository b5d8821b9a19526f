import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Session } from '../../operations/dev/session.ts'
import type { InspectorRoutes } from './app.ts'
import { askedFields } from './asked.ts'
import { inspectorFaults } from './faults.ts'
import { checkedItem } from './table/checked-item.ts'
import type { AttributeTest } from './table/read-items.ts'
import { isReading, readPage, runStatement } from './table/read-items.ts'
import { tableKeys } from './table/table-keys.ts'
import { exported, itemsInText } from './table/transfer.ts'
import { deleteShown, edit, putAnyway, putNew } from './table/write-items.ts'
import type { WritableTable } from './table/write-items.ts'

/** An export is made in memory. */
const exportedAtMost = 64 * 1024 * 1024

const importAll = async (
  table: WritableTable,
  text: string,
  replaces: boolean,
): Promise<{ readonly written: number; readonly problem?: string }> => {
  const items = itemsInText(text)
  let written = 0
  try {
    for (const item of items) {
      await (replaces ? putAnyway(table, item) : putNew(table, item))
      written += 1
    }
  } catch (error) {
    return { written, problem: `item ${written + 1} of ${items.length}: ${reasonOf(error)}` }
  }
  return { written }
}

const exportAll = async (session: Session, table: WritableTable): Promise<string> => {
  const found = session.tables.tables.find(({ tableName }) => tableName === table.tableName)
  const parts: string[] = []
  let length = 0
  if (found === undefined) return ''
  for await (const { item } of scanTable(table.client, found)) {
    const text = exported([item])
    parts.push(text)
    length += text.length
    if (length > exportedAtMost)
      throw raise(inspectorFaults, 'inspector.request-invalid', {
        ...{ what: 'The export', problem: 'the table holds more than 64 MB, which a page cannot take' },
      })
  }
  return parts.join('')
}

/** What the table panel asks for. Reads come by POST too, because keys and values do not belong into addresses. */
export const tableRoutes = (session: Session, allowsWrites: boolean): InspectorRoutes => {
  const { clients, tables } = session.tables
  const tableOf = (tableName: string): WritableTable => {
    const found = tables.find(each => each.tableName === tableName)
    if (found === undefined)
      throw raise(inspectorFaults, 'inspector.request-invalid', {
        ...{ what: 'The table', problem: 'this run has none of that name' },
      })
    return { client: clients.table, tableName, keyNames: found.keyNames }
  }
  const mayWrite = (): void => {
    if (!allowsWrites)
      throw raise(inspectorFaults, 'inspector.read-only', { endpoint: session.note.endpoint })
  }
  const writing =
    (write: (table: WritableTable, item: (name: string) => Image, body: unknown) => Promise<unknown>) =>
    async (body: unknown): Promise<unknown> => {
      mayWrite()
      const asked = askedFields(body)
      const item = (name: string): Image => checkedItem(asked.value(name), `The ${name}`)
      return write(tableOf(asked.text('tableName')), item, body)
    }
  return {
    reads: {
      'table/keys': async ask => tableKeys(clients.table, tableOf(ask('table') ?? '').tableName),
    },
    writes: {
      'table/items': async body => {
        const asked = askedFields(body)
        const test = (name: string): AttributeTest | undefined =>
          asked.value(name) === undefined ? undefined : (asked.value(name) as AttributeTest)
        return readPage(clients.table, {
          tableName: tableOf(asked.text('tableName')).tableName,
          index: asked.mayText('index'),
          partition: test('partition'),
          sort: test('sort'),
          filter: test('filter'),
          next: asked.mayText('next'),
          isDescending: asked.flag('isDescending'),
        })
      },
      'table/statement': async body => {
        const asked = askedFields(body)
        const statement = asked.text('statement')
        if (!isReading(statement)) mayWrite()
        return runStatement(clients.table, statement, asked.mayText('next'))
      },
      'table/put': writing(async (table, item) => putNew(table, item('item'))),
      'table/edit': writing(async (table, item) => edit(table, item('shown'), item('item'))),
      'table/delete': writing(async (table, item) => deleteShown(table, item('shown'))),
      'table/import': writing(async (table, _, body) => {
        const asked = askedFields(body)
        return importAll(table, asked.text('text'), asked.flag('replaces'))
      }),
      'table/export': async body => ({
        text: await exportAll(session, tableOf(askedFields(body).text('tableName'))),
      }),
    },
  }
}
