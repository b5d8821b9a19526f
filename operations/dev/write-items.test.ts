import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readItems } from './write-items.ts'

const path = temporaryPaths()

const read = (content: string): ReturnType<typeof readItems> => {
  const file = path('items.json')
  writeFileSync(file, content)
  return readItems(file, ['T', 'tickets', 'U', 'users'], 'tickets')
}

describe('a JSON file of items', () => {
  it('is a list for the one table, in plain JSON or with types', () => {
    expect(
      read('[{ "id": "a", "n": 1, "m": { "S": "x", "N": "1" } }, { "id": { "S": "b" }, "n": { "N": "2" } }]'),
    ).toEqual([
      {
        table: 'tickets',
        item: { id: { S: 'a' }, n: { N: '1' }, m: { M: { S: { S: 'x' }, N: { S: '1' } } } },
      },
      { table: 'tickets', item: { id: { S: 'b' }, n: { N: '2' } } },
    ])
  })

  it('has lists by ids or names of tables', () => {
    const found = read('{ "T": [{ "id": "a" }], "users": [{ "id": "b" }] }')

    expect(found.map(({ table }) => table)).toEqual(['T', 'users'])
  })

  it.each([
    ['{', 'cannot be read'],
    ['5', 'neither a list of items nor lists by tables'],
    ['{ "gone": [] }', 'it has items for gone, and there are T, tickets, U, users'],
    ['{ "T": {} }', 'T is no list of items'],
    ['[1]', 'tickets[0] is no item'],
  ])('that is none is named: %s', (content, message) => {
    expect(() => read(content)).toThrow(message)
  })
})
