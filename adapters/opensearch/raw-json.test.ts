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
})
