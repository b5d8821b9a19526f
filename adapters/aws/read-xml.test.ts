import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import type { XmlElement } from './read-xml.ts'
import { readXml, xmlText } from './read-xml.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const written = ({ name, text, children }: XmlElement): string =>
  children.length === 0 && text === ''
    ? `<${name}/>`
    : `<${name} xmlns="x">${escaped(text)}${children.map(written).join('')}</${name}>`

const element: fc.Arbitrary<XmlElement> = fc.letrec<{ element: XmlElement }>(tie => ({
  element: fc
    .record({
      name: fc.stringMatching(/^[a-zA-Z][\w.:-]{0,8}$/),
      text: fc.string({ unit: 'grapheme' }),
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('element'), { maxLength: 3 })),
    })
    .map(each => (each.children.length > 0 ? { ...each, text: '' } : each)),
})).element

describe('an answer in XML', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(element, tree => {
        expect(readXml(`<?xml version="1.0"?>\n${written(tree)}`)).toEqual(tree)
      }),
    )
  })

  it('has references to characters, by number and by name', () => {
    expect(xmlText(readXml('<a><b> &#60;&#x3E;&quot;&apos;&amp;lt; </b></a>'), 'b')).toBe('<>"\'&lt;')
  })

  it.each(['', 'Bad Gateway', '<a><b></a>', '<a>', '<a></b>', '</a>', '{"a":1}'])('is none: %j', text => {
    expect(() => readXml(text)).toThrow(SyntaxError)
  })
})
