import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { marshalItem } from '../../core/attributes/marshal.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { isPlain } from '../../engine/plain.ts'
import { projectFaults } from '../project/faults.ts'

/** An item for a table, marshalled. */
export interface InputItem {
  readonly table: string
  readonly item: Image
}

const types = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']

const isMarshalled = (value: unknown): boolean =>
  isPlain(value) && Object.keys(value).length === 1 && types.includes(Object.keys(value)[0] ?? '')

const imageOf = (item: Readonly<Record<string, unknown>>): Image => {
  const values = Object.values(item)
  return values.length > 0 && values.every(isMarshalled) ? (item as Image) : marshalItem(item)
}

/**
 * Reads a JSON file of items: a list for the one table, or a mapping of tables to lists. Items are plain JSON, or as
 * DynamoDB writes them, with types.
 *
 * @param tables - ids and names of the project's tables
 * @param first - the table that a list is for
 * @throws PipelineError `project.file-unreadable`
 */
export const readItems = (path: string, tables: readonly string[], first: string): readonly InputItem[] => {
  const file = basename(path)
  const refuse = (reason: string): Error => raise(projectFaults, 'project.file-unreadable', { file, reason })
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    throw refuse(reasonOf(error))
  }
  const byTable = Array.isArray(content) ? { [first]: content as unknown } : content
  if (!isPlain(byTable)) throw refuse('it is neither a list of items nor lists by tables')
  return Object.entries(byTable).flatMap(([table, items]) => {
    if (!tables.includes(table)) throw refuse(`it has items for ${table}, and there are ${tables.join(', ')}`)
    if (!Array.isArray(items)) throw refuse(`${table} is no list of items`)
    return (items as readonly unknown[]).map((item, index) => {
      if (!isPlain(item)) throw refuse(`${table}[${index}] is no item`)
      return { table, item: imageOf(item) }
    })
  })
}

/** Writes items one after the other, in the order of the file. */
export const writeItems = async (
  client: DynamoDBClient,
  items: readonly InputItem[],
  nameOf: (table: string) => string,
  {
    signal,
    onProgress,
    step = async (_, write) => {
      await write()
    },
  }: {
    readonly signal: AbortSignal
    readonly onProgress: (done: number) => void
    /** Does the write of this name, unless it was done before. */
    readonly step?: (name: string, write: () => Promise<unknown>) => Promise<void>
  },
): Promise<void> => {
  for (const [index, { table, item }] of items.entries()) {
    if (signal.aborted) return
    // The client's type has no exact twin of an image.
    const Item = item as unknown as NonNullable<PutItemCommand['input']['Item']>
    await step(`item ${index}`, async () =>
      client.send(new PutItemCommand({ TableName: nameOf(table), Item })),
    )
    onProgress(index + 1)
  }
}
