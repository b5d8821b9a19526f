import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import type { PageRequest, ReadPage } from '../../operations/verify/table-reader.ts'
import { recordOf } from '../support/records.ts'

const pageItems = 500

/** A table in this process that others read over HTTP, with what its stream says of each write. */
export interface ServedTable {
  readonly url: string
  readonly items: ReadonlyMap<string, Image>
  /** One write to any item: half of the removed ones are made anew later. */
  readonly write: () => StreamRecord
  readonly close: () => Promise<void>
}

export const servedTable = async (size: number, seed: number): Promise<ServedTable> => {
  const random = seededRandom(seed)
  const items = new Map<string, Image>()
  let written = 0
  const keyAt = (place: number): string => `thing-${place}`
  const write = (place = Math.floor(random() * size), isNew = false): StreamRecord => {
    const key = keyAt(place)
    const before = items.get(key)
    written += 1
    const isRemoval = before !== undefined && random() < 0.25
    const kind = before === undefined ? 'INSERT' : isRemoval ? 'REMOVE' : 'MODIFY'
    const after = { text: `write ${written}`, shown: { BOOL: isNew || random() < 0.9 } }
    const plain = recordOf({ seq: written, key, kind, after })
    if (isRemoval) items.delete(key)
    else items.set(key, plain.dynamodb?.NewImage ?? {})
    return { ...plain, dynamodb: { ...plain.dynamodb, ...(before && { OldImage: before }) } }
  }
  for (let place = 0; place < size; place += 1) write(place, true)

  const page = ({ segment, segments, cursor }: PageRequest): ReadPage => {
    const found: { keys: Image; item: Image }[] = []
    let place = cursor === undefined ? segment : Number(cursor)
    for (; place < size && found.length < pageItems; place += segments) {
      const item = items.get(keyAt(place))
      if (item !== undefined) found.push({ keys: { PK: { S: keyAt(place) } }, item })
    }
    return { items: found, readUnits: found.length / 20, ...(place < size && { cursor: String(place) }) }
  }
  const answer = async (request: IncomingMessage): Promise<string> => {
    const asked = JSON.parse(await text(request)) as never
    return JSON.stringify(
      request.url === '/page' ? page(asked) : { item: items.get(itemKey(asked)), readUnits: 1 },
    )
  }
  const server = createServer((request, response) => {
    void answer(request).then(body => response.end(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items,
    write: () => write(),
    close: async () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}
