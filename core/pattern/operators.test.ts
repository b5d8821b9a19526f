import { describe, expect, it } from 'vitest'
import { jsonTree, plainValue } from './json-tree.ts'
import { matchesPattern } from './matches-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

/** Pattern and event as JSON text, so that nothing of how they are written is lost. */
const matches = (pattern: string, event: string): boolean =>
  matchesPattern(parsePattern(pattern), plainValue(jsonTree(event)))

const field = (alternatives: string, value: string): boolean =>
  matches(`{"x":[${alternatives}]}`, `{"x":${value}}`)

describe("operators, with the examples of EventBridge's user guide", () => {
  it.each([
    ['and', '{"Location":["New York"],"Day":["Monday"]}', '{"Location":"New York","Day":"Monday"}', true],
    ['and', '{"Location":["New York"],"Day":["Monday"]}', '{"Location":"New York","Day":"Sunday"}', false],
    ['anything-but', '{"state":[{"anything-but":"initializing"}]}', '{"state":"running"}', true],
    ['anything-but', '{"state":[{"anything-but":"initializing"}]}', '{"state":"initializing"}', false],
    ['anything-but list', '{"n":[{"anything-but":[100,200,300]}]}', '{"n":300.0}', false],
    ['anything-but list', '{"n":[{"anything-but":[100,200,300]}]}', '{"n":301}', true],
    ['anything-but prefix', '{"Region":[{"anything-but":{"prefix":"us-"}}]}', '{"Region":"us-1"}', false],
    ['anything-but prefix', '{"Region":[{"anything-but":{"prefix":"us-"}}]}', '{"Region":"eu-1"}', true],
    ['anything-but suffixes', '{"f":[{"anything-but":{"suffix":[".png",".gif"]}}]}', '{"f":"a.gif"}', false],
    ['anything-but suffixes', '{"f":[{"anything-but":{"suffix":[".png",".gif"]}}]}', '{"f":"a.txt"}', true],
    ['anything-but, any case', '{"s":[{"anything-but":{"equals-ignore-case":"on"}}]}', '{"s":"ON"}', false],
    [
      'anything-but, any case',
      '{"s":[{"anything-but":{"equals-ignore-case":["a","b"]}}]}',
      '{"s":"c"}',
      true,
    ],
    ['anything-but wildcard', '{"p":[{"anything-but":{"wildcard":"*/lib/*"}}]}', '{"p":"/a/lib/b"}', false],
    ['anything-but wildcard', '{"p":[{"anything-but":{"wildcard":["*a","b*"]}}]}', '{"p":"cc"}', true],
    ['prefix', '{"Region":[{"prefix":"us-"}]}', '{"Region":"us-east-1"}', true],
    ['prefix, any case', '{"s":[{"prefix":{"equals-ignore-case":"eventb"}}]}', '{"s":"EventBridge"}', true],
    ['empty', '{"LastName":[""]}', '{"LastName":""}', true],
    ['empty', '{"LastName":[""]}', '{"LastName":null}', false],
    ['equals, any case', '{"Name":[{"equals-ignore-case":"alice"}]}', '{"Name":"ALICE"}', true],
    ['suffix', '{"FileName":[{"suffix":".png"}]}', '{"FileName":"a.png"}', true],
    ['suffix, any case', '{"s":[{"suffix":{"equals-ignore-case":"tbridge"}}]}', '{"s":"EvenTBRIDGE"}', true],
    ['exists', '{"ProductName":[{"exists":true}]}', '{"ProductName":null}', true],
    ['does not exist', '{"ProductName":[{"exists":false}]}', '{"other":1}', true],
    ['does not exist', '{"ProductName":[{"exists":false}]}', '{"ProductName":null}', false],
    ['null', '{"UserID":[null]}', '{"UserID":null}', true],
    ['null', '{"UserID":[null]}', '{}', false],
    ['numeric equals', '{"Price":[{"numeric":["=",100]}]}', '{"Price":1e2}', true],
    ['numeric range', '{"Price":[{"numeric":[">",10,"<=",20]}]}', '{"Price":20}', true],
    ['numeric range', '{"Price":[{"numeric":[">",10,"<=",20]}]}', '{"Price":10}', false],
    ['or', '{"PaymentType":["Credit","Debit"]}', '{"PaymentType":"Debit"}', true],
    ['or of fields', '{"$or":[{"Location":["NY"]},{"Day":["Mon"]}]}', '{"Day":"Mon"}', true],
    ['wildcard', '{"FileName":[{"wildcard":"dir/*.png"}]}', '{"FileName":"dir/a/b.png"}', true],
    ['cidr', '{"ip":[{"cidr":"10.0.0.0/24"}]}', '{"ip":"10.0.0.255"}', true],
    ['cidr', '{"ip":[{"cidr":"10.0.0.0/24"}]}', '{"ip":"10.0.1.0"}', false],
    ['cidr of IPv6', '{"ip":[{"cidr":"2001:db8::/32"}]}', '{"ip":"2001:DB8:ffff::1"}', true],
    ['cidr of IPv6', '{"ip":[{"cidr":"2001:db8::/33"}]}', '{"ip":"2001:db8:ffff::1"}', false],
    ['cidr of another family', '{"ip":[{"cidr":"10.0.0.0/8"}]}', '{"ip":"a00::1"}', false],
    ['cidr of another family', '{"ip":[{"cidr":"a00::/8"}]}', '{"ip":"10.0.0.1"}', false],
  ])('%s: %s against %s is %s', (_, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected)
  })
})

describe('a leaf', () => {
  it.each([
    ['"a"', '["b","a"]', true],
    ['"a"', '[["b"],["a"]]', true],
    ['{"exists":true}', '[]', false],
    ['{"exists":false}', '[]', true],
    ['{"exists":false}', '{"y":1}', true],
    ['{"exists":true}', '{"y":1}', false],
    ['{"exists":false},"a"', '"a"', true],
    ['{"exists":false},"a"', '"b"', false],
    ['{"anything-but":"a"}', '["a","b"]', true],
    ['{"anything-but":"a"}', '["a"]', false],
    ['{"anything-but":"a"}', '[]', false],
    ['{"anything-but":"a"}', '{"y":1}', false],
    ['{"anything-but":"a"}', '5', true],
    ['{"anything-but":5}', '"a"', true],
    ['{"anything-but":{"prefix":"a"}}', 'null', true],
    ['{"prefix":""}', '"a"', true],
    ['{"prefix":"5"}', '5', false],
    ['true', '"true"', false],
    ['"true"', 'true', false],
    ['{"exactly":"a"}', '"a"', true],
    ['"10.0.0.1"', '"10.0.0.01"', true],
    ['"2001:db8::1"', '"2001:0DB8:0:0::1"', true],
    ['"999.0.0.1"', '"999.0.0.1"', true],
    ['{"equals-ignore-case":"straße"}', '"STRASSE"', true],
    ['{"equals-ignore-case":"😀a"}', '"😀A"', false],
    ['{"equals-ignore-case":"😀a"}', '"??A"', true],
    ['{"suffix":{"equals-ignore-case":"😀"}}', '"a😀"', false],
    ['{"anything-but":{"equals-ignore-case":"😀"}}', '"😀"', true],
    ['"é"', '"e\\u0301"', false],
  ])('with [%s] against %s is %s', (alternatives, value, expected) => {
    expect(field(alternatives, value)).toBe(expected)
  })
})

describe('wildcard', () => {
  it.each([
    ['*', '', true],
    ['a*b', 'ab', true],
    ['a*b', 'a\nb', true],
    ['a*b', 'abc', false],
    ['ab*ba', 'aba', false],
    ['*a*a*', 'a', false],
    ['*ab*ab', 'abab', true],
    ['a*bc*c', 'abc', false],
    ['a*bc*c', 'abcc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\b', 'a\\b', true],
    ['\\**', '*anything', true],
    ['a.c', 'abc', false],
  ])('%s against %s is %s', (wildcard, value, expected) => {
    expect(field(JSON.stringify({ wildcard }), JSON.stringify(value))).toBe(expected)
  })

  it('takes no longer for many stars', () => {
    const pattern = parsePattern(JSON.stringify({ x: [{ wildcard: `${'*a'.repeat(60)}*b` }] }))

    expect(matchesPattern(pattern, { x: 'a'.repeat(100_000) })).toBe(false)
  })
})

describe('numbers', () => {
  it.each([
    ['300', '300.0', true],
    ['300', '3.0e2', true],
    ['300', '"300"', false],
    ['12345678901', '12345678901.0', true],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678', true],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345679', false],
    ['0.1234567890123456789', '0.12345678901234567890', true],
    ['0', '-0.0', true],
    ['{"numeric":["<=",5000000000]}', '5e9', true],
    ['{"numeric":[">",0]}', '5000000000.000001', false],
    ['{"numeric":["<",1]}', '-5000000001', false],
    ['{"numeric":["=",0.1]}', '0.1000000000000000000000000000001', false],
    ['{"numeric":[">",0.1]}', '0.1000000000000000000000000000001', true],
    ['{"numeric":["=",5]}', '"5"', false],
    ['{"anything-but":12345678901234567000}', '12345678901234567891', true],
    ['{"anything-but":12345678901234567000}', '1.2345678901234567e19', false],
    ['{"anything-but":9007199254740992}', '9007199254740993', true],
    ['{"anything-but":0}', '1e-400', true],
    ['0', '1e-400', false],
  ])('[%s] against %s is %s', (alternatives, value, expected) => {
    expect(field(alternatives, value)).toBe(expected)
  })
})

describe('$or', () => {
  it.each([
    ['an alternative and what stands beside it', '{"a":[1],"$or":[{"b":[1]},{"c":[1]}]}', '{"c":1}', false],
    ['two of them', '{"$or":[{"a":[1]},{"b":[1]}],"$or":[{"c":[1]},{"d":[1]}]}', '{"a":1,"d":1}', true],
    ['two of them', '{"$or":[{"a":[1]},{"b":[1]}],"$or":[{"c":[1]},{"d":[1]}]}', '{"a":1}', false],
    ['one in another', '{"$or":[{"a":[1]},{"$or":[{"b":[1]},{"c":[1]}]}]}', '{"c":1}', true],
    ['below a field', '{"a":{"$or":[{"x":[1]},{"y":[1]}]}}', '{"a":{"y":1}}', true],
    ['a field of that name', '{"$or":["x"]}', '{"$or":"x"}', true],
    ['an object of that name', '{"$or":{"a":[1]}}', '{"$or":{"a":1}}', true],
    ['operators in its array', '{"$or":[{"prefix":"x"},{"suffix":"y"}]}', '{"$or":"zy"}', true],
    ['a later field in place of an alternative', '{"$or":[{"a":[1]},{"b":[2]}],"a":[0]}', '{"a":0}', true],
    ['an alternative in place of an earlier field', '{"a":[0],"$or":[{"a":[1]},{"b":[2]}]}', '{"a":1}', true],
  ])('%s: %s against %s is %s', (_, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected)
  })
})

describe('names', () => {
  it.each([
    ['a dotted name is a path', '{"a.b":[1]}', '{"a":{"b":1}}', true],
    ['a path is a dotted name', '{"a":{"b":{"c":[1]}}}', '{"a.b":{"c":1}}', true],
    ['of a name said twice the last counts', '{"a":[1],"a":[2]}', '{"a":1}', false],
    ['objects said twice are both asked for', '{"a":{"b":[1]},"a":{"c":[2]}}', '{"a":{"c":2}}', false],
    [
      'names of the prototype are names',
      '{"__proto__":[1],"constructor":[2]}',
      '{"__proto__":1,"constructor":2}',
      true,
    ],
    ['nothing is inherited', '{"toString":[{"exists":false}]}', '{}', true],
  ])('%s: %s against %s is %s', (_, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected)
  })

  it('finds no field in what is no object', () => {
    const pattern = parsePattern('{"a":[{"exists":false}]}')

    expect([null, 5, 'x', [{ b: 1 }], undefined].map(event => matchesPattern(pattern, event))).toEqual(
      Array.from({ length: 5 }, () => false),
    )
  })
})
