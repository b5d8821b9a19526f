import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { WireItem } from '../wire/wire-state.ts'

const indented = (text: string): string => text.replaceAll('\n', '\n  ')

/** A vitest test that gives the record to a handler. */
export const vitestFor = (record: StreamRecord): string => `import { expect, it } from 'vitest'
import { replayFixture } from 'tailrace/testing'
// The handler of your function:
import { handler } from './handler.js'

it('gets through the record', async () => {
  const record = ${indented(JSON.stringify(record, null, 2))} as const

  const { records } = await replayFixture(handler, [record])

  expect(records).toMatchObject([{ outcome: 'succeeded' }])
})
`

/** The call of the AWS SDK that puts an item. */
export const sdkPut = (tableName: string, item: WireItem): string =>
  `await client.send(new PutItemCommand({ TableName: ${JSON.stringify(tableName)}, Item: ${sdkText(item)} }))\n`

/** As source text: binary is bytes there, not base64. */
const sdkText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(sdkText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, inner]) => {
    const bytes = (text: unknown): string => `Buffer.from(${JSON.stringify(text)}, 'base64')`
    if (name === 'B' && typeof inner === 'string') return `B: ${bytes(inner)}`
    if (name === 'BS' && Array.isArray(inner)) return `BS: [${inner.map(bytes).join(', ')}]`
    return `${JSON.stringify(name)}: ${sdkText(inner)}`
  })
  return `{ ${fields.join(', ')} }`
}

/** A vitest test that gives a fixture of the project to a handler. */
export const vitestForFile = (name: string): string => `import { expect, it } from 'vitest'
import { replayFixture } from 'tailrace/testing'
// The handler of your function:
import { handler } from './handler.js'

it('gets through the records', async () => {
  const { records } = await replayFixture(handler, ${JSON.stringify(`fixtures/${name}`)})

  expect(records.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
})
`
