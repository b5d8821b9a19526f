import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withJsonMembers } from './json-text.ts'

const name = fc.string({ maxLength: 8 }).filter(text => text !== '__proto__')
const value = fc.jsonValue({ maxDepth: 3 })
const texts = fc.dictionary(name, fc.string({ maxLength: 8 }), { maxKeys: 4 })
const style = fc.record({
  indentation: fc.constantFrom<string | number | undefined>(undefined, 2, 4, '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  before: fc.constantFrom('', '\uFEFF', '\n'),
  after: fc.constantFrom('', '\n'),
})

interface Sample {
  readonly text: string
  readonly object: Readonly<Record<string, unknown>>
}

const sample: fc.Arbitrary<Sample> = fc
  .record({ object: fc.dictionary(name, value, { maxKeys: 5 }), scripts: fc.option(texts), style })
  .map(({ object, scripts, style: { indentation, lineEnd, before, after } }) => {
    const all = { ...object }
    Reflect.deleteProperty(all, 'scripts')
    const whole = scripts === null ? all : { ...all, scripts }
    const text = JSON.stringify(whole, undefined, indentation).replaceAll('\n', lineEnd)
    return { text: before + text + after, object: JSON.parse(JSON.stringify(whole)) as Sample['object'] }
  })

/** Whether `whole` is `text` with pieces put in. */
const holds = (whole: string, text: string): boolean => {
  let at = 0
  for (const character of whole) if (character === text[at]) at += 1
  return at === text.length
}

it('adds members, keeps everything else as it was, and every character of it', () => {
  fc.assert(
    fc.property(sample, texts, ({ text, object }, wanted) => {
      const before = (object['scripts'] ?? {}) as Readonly<Record<string, string>>
      const added = Object.fromEntries(Object.entries(wanted).filter(([key]) => !(key in before)))

      const merged = withJsonMembers(text, 'scripts', added)

      const expected =
        Object.keys(added).length === 0 ? object : { ...object, scripts: { ...before, ...added } }
      expect(JSON.parse(merged.replace(/^\uFEFF/, ''))).toEqual(expected)
      if (!/\{\s*\}/.test(text))
        expect(
          holds(
            merged,
            text.replaceAll(/./gsu, each => each),
          ),
        ).toBe(true)
    }),
  )
})

it('writes as the file is written', () => {
  expect(
    withJsonMembers('{\r\n\t"name": "a",\r\n\t"files": ["b", "c"]\r\n}\r\n', 'scripts', { t: 'x' }),
  ).toBe('{\r\n\t"name": "a",\r\n\t"files": ["b", "c"],\r\n\t"scripts": {\r\n\t\t"t": "x"\r\n\t}\r\n}\r\n')
})
