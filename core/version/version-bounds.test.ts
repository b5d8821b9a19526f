import { describe, expect, it } from 'vitest'
import type { Image } from '../attributes/attribute-value.ts'
import { attributeVersion } from './attribute-version.ts'
import {
  floorOfHour,
  greatestVersion,
  laterVersion,
  padVersion,
  sequenceVersion,
  versionAbove,
  versionFloor,
} from './version-strategy.ts'

const record = (sequenceNumber: string) => ({
  sequenceNumber,
  kind: 'MODIFY' as const,
  newImage: undefined,
  oldImage: undefined,
})
const byHour = (sequenceNumber: string): bigint =>
  BigInt(sequenceVersion().versionOf(record(sequenceNumber), 1))
const byEpoch = (sequenceNumber: string): string =>
  sequenceVersion({ epoch: 16 }).versionOf(record(sequenceNumber), 9)
const below = '0'.repeat(20)

describe('the bounds of a version by sequence number', () => {
  it('is the floor of its hour and all bits of the counter', () => {
    expect(floorOfHour(1)).toBe(2n ** 43n)
    expect(byHour(`${2n ** 43n - 1n}${below}`)).toBe(2n ** 44n - 1n)
    expect(() => byHour(`${2n ** 43n}${below}`)).toThrow('43 bits')
  })

  it('has 48 bits under an epoch, whatever the hour', () => {
    expect(byEpoch(`${2n ** 48n - 1n}${below}`)).toBe(String(17n * 2n ** 48n - 1n))
    expect(() => byEpoch(`${2n ** 48n}${below}`)).toThrow('48 bits')
  })

  it('takes 40 digits and no more, zeros among them', () => {
    expect(byHour(`${'0'.repeat(39)}7`)).toBe(2n ** 43n + 7n)
    expect(() => byHour(`${'0'.repeat(40)}7`)).toThrow('more than 40 digits')
    expect(byHour('0')).toBe(2n ** 43n)
  })

  it('is all counter up to 20 digits, and the counter above them from 21 on', () => {
    expect(() => byHour(`1${'0'.repeat(19)}`)).toThrow('43 bits')
    expect(byHour(`1${below}`)).toBe(2n ** 43n + 1n)
  })

  it('is what each strategy says of itself', () => {
    expect(sequenceVersion()).toMatchObject({ name: 'sequence', usesStreamHour: true })
    expect(sequenceVersion({ epoch: 31 })).toMatchObject({ name: 'epoch', usesStreamHour: false })
    expect(attributeVersion('_v')).toMatchObject({ name: 'attribute', usesStreamHour: false })
  })
})

describe('the version of an item that no record speaks of', () => {
  it('is the floor of its hour, that of its epoch, its own, or 0', () => {
    const { versionOf } = attributeVersion('_v')
    const item = { _v: { N: '7' } }

    expect(versionFloor(sequenceVersion(), item, 3)).toBe(String(3n * 2n ** 43n))
    expect(versionFloor(sequenceVersion({ epoch: 16 }), item, 3)).toBe(String(2n ** 52n))
    expect(versionFloor(attributeVersion('_v'), item, 3)).toBe('7')
    expect(versionFloor({ name: 'own', usesStreamHour: false, versionOf }, item, 3)).toBe('0')
  })
})

describe('the next version', () => {
  it('is one more, up to the greatest that 63 bits hold', () => {
    expect(greatestVersion).toBe('9223372036854775807')
    expect(versionAbove('41')).toBe('42')
    expect(versionAbove('9223372036854775806')).toBe(greatestVersion)
    expect(versionAbove(greatestVersion)).toBe(greatestVersion)
  })
})

describe('the bounds of a version by attribute', () => {
  const versionIn = (newImage: Image | undefined): string =>
    attributeVersion('_v').versionOf({ sequenceNumber: '1', kind: 'REMOVE', newImage, oldImage: newImage }, 0)

  it('leave room for one more, for the removal', () => {
    const greatest = String(2n ** 63n - 2n)
    const { versionOf } = attributeVersion('_v')
    const gone = {
      sequenceNumber: '1',
      kind: 'REMOVE',
      newImage: undefined,
      oldImage: { _v: { N: greatest } },
    } as const

    expect(versionOf(gone, 0)).toBe(String(2n ** 63n - 1n))
    expect(() => versionIn({ _v: { N: String(2n ** 63n - 1n) } })).toThrow('_v')
    expect(() => versionIn({ _v: { N: '1'.repeat(20) } })).toThrow('_v')
  })

  it.each<[string, Image | undefined, string]>([
    ['no image', undefined, 'no image to look into'],
    ['no such attribute', {}, 'nothing'],
    ['another type', { _v: { S: '1' } }, 'a value of type S'],
  ])('say what was found instead: %s', (_, image, found) => {
    expect(() => versionIn(image)).toThrow(found)
  })
})

describe('versions as text', () => {
  it('have 19 digits', () => {
    expect(padVersion('7')).toBe('0000000000000000007')
    expect(padVersion(String(2n ** 63n - 1n))).toHaveLength(19)
  })

  it('are compared as numbers', () => {
    expect(laterVersion('9', '10')).toBe('10')
    expect(laterVersion('10', '9')).toBe('10')
  })
})
