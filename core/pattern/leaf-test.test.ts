import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../attributes/exact-number.ts'
import { jsonTree } from './json-tree.ts'
import { entryOf } from './leaf-test.ts'
import type { Leaf } from './pattern.ts'

const holds = (json: string, value: Leaf): boolean | undefined =>
  entryOf(jsonTree(json), ['a']).holds?.(value)

describe('a text that is an address', () => {
  it.each<[string, Leaf, boolean]>([
    ['"0:0:0:0:0:0:0:1"', '::1', true],
    ['"::1"', '0000:0:0:0:0:0:0:1', true],
    ['"1.2.3.4"', '::ffff:102:304', true],
    ['"1.2.3.4"', '1.2.3.5', false],
    ['"::1"', '::2', false],
    ['"::1"', 'no address', false],
    ['"::1"', 1, false],
    ['"::1"', null, false],
    ['"::1"', true, false],
    ['"::1"', new ExactNumber('12345678901234567890.5'), false],
    ['"no address"', 'no address', true],
    ['"no address"', '::1', false],
  ])('is the same address however it is written, and no other value: %s, %s', (pattern, value, is) => {
    expect(holds(pattern, value)).toBe(is)
  })
})
