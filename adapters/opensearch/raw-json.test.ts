import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rawElements, rawMembers } from './raw-json.ts'

describe('raw JSON', () => {
  it('gives values as they are written', () => {
    const text = '{ "a" : 1.50 , "b":[1, {"x":"]}\\""}],"ü\\n":"q\\\\" , "e":{} }'

    expect([...rawMembers(text)]).toEqual([
      ['a', '1.50'],
      ['b', '[1, {"x":"]}\\""}]'],
      ['ü\n', '"q\\\\"'],
      ['e', '{}'],
    ])
    expect(rawElements('[ 1e400 , "a,b" , [] ,{"y":[2]} ]')).toEqual(['1e400', '"a,b"', '[]', '{"y":[2]}'])
    expect([rawElements('[]'), [...rawMembers('{ }')]]).toEqual([[], []])
  })

  it('finds in any JSON what JSON.parse finds', () => {
    const spaced = fc.tuple(fc.array(fc.jsonValue()), fc.nat({ max: 3 }))
    fc.assert(
      fc.property(spaced, fc.dictionary(fc.string(), fc.jsonValue()), ([list, indent], object) => {
        const elements = rawElements(JSON.stringify(list, undefined, indent))
        const members = rawMembers(JSON.stringify(object, undefined, indent))

        expect(elements.map(text => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)))
        expect(
          Object.fromEntries([...members].map(([name, text]) => [name, JSON.parse(text) as unknown])),
        ).toEqual(JSON.parse(JSON.stringify(object)))
      }),
    )
  })

  it('takes spaces of every kind for spaces, and nothing else', () => {
    expect(rawElements('[\t1\r\n,\n true\t,null\r]')).toEqual(['1', 'true', 'null'])
    expect([...rawMembers('{\t"a"\r:\n1\t,"b":\ttrue\r\n}')]).toEqual([
      ['a', '1'],
      ['b', 'true'],
    ])
  })

  it.each<[string, readonly string[]]>([
    ['[', []],
    ['[1', ['1']],
    ['[1,', ['1']],
    ['[1,"a', ['1', '"a']],
    ['[1,"a\\', ['1', '"a\\']],
    ['[[1,2],[3', ['[1,2]', '[3']],
    ['[{"a":"}', ['{"a":"}']],
  ])('gives of the list %s, which is cut off, what there is', (text, expected) => {
    expect(rawElements(text)).toEqual(expected)
  })

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['{', []],
    ['{"a":1', [['a', '1']]],
    ['{"a":1,', [['a', '1']]],
    ['{"a":', [['a', '']]],
    ['{"a":{"b":[1', [['a', '{"b":[1']]],
  ])('gives of the object %s, which is cut off, what there is', (text, expected) => {
    expect([...rawMembers(text)]).toEqual(expected)
  })

  it('comes to an end wherever a text is cut off', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
        const text = JSON.stringify([value, value])
        const elements = rawElements(text.slice(0, cut % text.length))

        expect(elements.length).toBeLessThanOrEqual(2)
        expect(elements).not.toContain('')
      }),
    )
  })
})
