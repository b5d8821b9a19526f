import { describe, expect, it } from 'vitest'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { attributeAt, attributeChanged, locate } from './attribute-at.ts'

const image: Image = {
  lines: { L: [{ M: { sku: { S: 'A-1' } } }, { S: 'second' }] },
  prices: { M: { 2024: { N: '1' }, 'a.b': { S: 'dotted' }, a: { M: { c: { S: 'nested' } } } } },
  'x.y': { S: 'whole' },
  x: { M: { y: { S: 'part' }, z: { S: 'z' } } },
  'rows.0.sku': { S: 'dotted' },
  years: { M: { 2024: { M: { total: { N: '1' } } } } },
  text: { S: 'length' },
}

describe('what stands at a path', () => {
  it.each<[string, AttributeValue, readonly (string | number)[]]>([
    ['lines.0.sku', { S: 'A-1' }, ['lines', 0, 'sku']],
    ['lines[0].sku', { S: 'A-1' }, ['lines', 0, 'sku']],
    ['lines[1]', { S: 'second' }, ['lines', 1]],
    ['prices.2024', { N: '1' }, ['prices', '2024']],
    ['prices.a.b', { S: 'dotted' }, ['prices', 'a.b']],
    ['prices.a.c', { S: 'nested' }, ['prices', 'a', 'c']],
    ['x.y', { S: 'whole' }, ['x.y']],
    ['x.z', { S: 'z' }, ['x', 'z']],
    ['text', { S: 'length' }, ['text']],
  ])('%s is found, and where', (path, value, address) => {
    expect(locate(image, path)).toEqual({ address, value })
    expect(attributeAt(image, path)).toEqual(value)
  })

  it.each([
    'lines.length',
    'lines.00',
    'lines.-1',
    'lines[2]',
    'lines.1.sku',
    'prices[2024]',
    'years[2024].total',
    'rows[0].sku',
    'text.length',
    'text[0]',
    'x[0]',
    'nothing',
    'nothing.at.all',
  ])('%s is nothing', path => {
    expect(locate(image, path)).toBeUndefined()
    expect(attributeAt(image, path)).toBeUndefined()
  })

  it('is nothing without an image', () => {
    expect(locate(undefined, 'a')).toBeUndefined()
    expect(attributeAt(undefined, 'a')).toBeUndefined()
  })
})

describe('an attribute that changed', () => {
  it.each<[AttributeValue | undefined, AttributeValue | undefined, boolean]>([
    [undefined, undefined, false],
    [undefined, { NULL: true }, true],
    [{ NULL: true }, undefined, true],
    [{ N: '1.0' }, { N: '1' }, false],
    [{ N: '1' }, { S: '1' }, true],
  ])('from %j to %j: %s', (old, current, changed) => {
    expect(attributeChanged(old, current)).toBe(changed)
  })
})
