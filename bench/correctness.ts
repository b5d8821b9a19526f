// What stands beside the peers' times: on which images they are wrong.
import { canonicalNumber } from '../core/attributes/decimal.ts'
import { unmarshalImage } from '../core/attributes/unmarshal.ts'
import { canonicalJson } from '../core/attributes/canonical-json.ts'
import { diffImages } from '../core/diff/image-diff.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import { microdiff, utilDynamodb } from './peers.ts'

const numbers: readonly (readonly [text: string, json: string])[] = [
  ['0.1234567890123456789012345678901234567', '0.1234567890123456789012345678901234567'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['123456789012345678901.5', '123456789012345678901.5'],
  ['1E+40', '10000000000000000000000000000000000000000'],
]

const differences: readonly (readonly [what: string, before: Image, after: Image, differs: boolean])[] = [
  ['a set member changed', { s: { SS: ['a', 'b'] } }, { s: { SS: ['a', 'c'] } }, true],
  ['a set in another order', { s: { SS: ['a', 'b'] } }, { s: { SS: ['b', 'a'] } }, false],
  ['attributes in another order', { a: { S: '1' }, b: { S: '2' } }, { b: { S: '2' }, a: { S: '1' } }, false],
  ['a number became a text', { n: { N: '1' } }, { n: { S: '1' } }, true],
  [
    'the last of 38 digits',
    { n: { N: '12345678901234567890123456789012345678' } },
    { n: { N: '12345678901234567890123456789012345679' } },
    true,
  ],
  [
    'the last of 30 decimals',
    { n: { N: '0.123456789012345678901234567890' } },
    { n: { N: '0.123456789012345678901234567891' } },
    true,
  ],
  ['a nested attribute', { m: { M: { a: { S: '1' } } } }, { m: { M: { a: { S: '2' } } } }, true],
  ['NULL became missing', { n: { NULL: true } }, {}, true],
  ['a number set member changed', { s: { NS: ['1', '2'] } }, { s: { NS: ['1', '3'] } }, true],
]

const unmarshall = await utilDynamodb()
const diff = await microdiff()

/** The number in `{"n":…}`, however it is spelled. */
const isRight = (text: string, json: string): boolean =>
  canonicalNumber(/^\{"n":([^"]+)\}$/.exec(text)?.[1] ?? '') === canonicalNumber(json)

const jsonOf = (work: () => unknown): string => {
  try {
    return JSON.stringify(work())
  } catch {
    return 'throws'
  }
}

const differsThere = (before: Image, after: Image): boolean | undefined => {
  try {
    return diff(unmarshall(before), unmarshall(after)).length > 0
  } catch {
    return undefined
  }
}

process.stdout.write(
  JSON.stringify({
    numbers: numbers.length,
    numbersOurs: numbers.filter(([N, json]) => isRight(canonicalJson(unmarshalImage({ n: { N } })), json))
      .length,
    numbersPeer: numbers.filter(([N, json]) =>
      isRight(
        jsonOf(() => unmarshall({ n: { N } })),
        json,
      ),
    ).length,
    differences: differences.length,
    differencesOurs: differences.filter(([, a, b, differs]) => diffImages(a, b).length > 0 === differs)
      .length,
    differencesPeer: differences.filter(([, a, b, differs]) => differsThere(a, b) === differs).length,
  }),
)
