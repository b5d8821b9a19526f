import { describe, expect, it } from 'vitest'
import { parsePattern } from './parse-pattern.ts'

describe('parsePattern', () => {
  it.each([
    ['"single-string"', 'Filter is not an object'],
    ['{"eventName": ["INSERT"', 'Invalid filter pattern definition. '],
    ['', 'Unexpected end of JSON input'],
    ['{}', 'Empty objects are not allowed'],
    ['{"a":{"b":{}}}', 'Empty objects are not allowed at a.b'],
    ['{"a":{"b":"c"}}', '"b" must be an object or an array at a.b'],
    ['{"a":{"b":[]}}', 'Empty arrays are not allowed at a.b'],
    ['{"a":["x",["y"]]}', 'Match value must be String, number, true, false, or null at a[1]'],
    ['{"a":[{}]}', 'Match expression name not found at a[0]'],
    ['{"a":[{"unheard-of":1}]}', 'Unrecognized match type unheard-of at a[0]'],
    ['{"a":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
    ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
    ['{"a":[{"suffix":["a"]}]}', 'suffix match pattern must be a string'],
    ['{"a":[{"suffix":{}}]}', 'Suffix expression name not found'],
    ['{"a":[{"prefix":{"prefix":"a"}}]}', 'Unsupported prefix pattern: prefix'],
    ['{"a":[{"prefix":{"equals-ignore-case":"a","x":1}}]}', 'Only one key allowed'],
    ['{"a":[{"equals-ignore-case":5}]}', 'equals-ignore-case match pattern must be a string'],
    ['{"a":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
    ['{"a":[{"exists":null}]}', 'exists match pattern must be either true or false.'],
    ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters at pos 1'],
    ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character at pos 1'],
    ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
    ['{"a":[{"cidr":"10.0.0.0/x"}]}', 'mask bits must be an integer'],
    ['{"a":[{"cidr":"10.0.0.0/-1"}]}', 'mask bits must not be negative'],
    ['{"a":[{"cidr":"10.0.0.0/32"}]}', 'IPv4 mask bits must be < 32'],
    ['{"a":[{"cidr":"::/128"}]}', 'IPv6 mask bits must be < 128'],
    ['{"a":[{"cidr":"256.0.0.0/8"}]}', 'Nonstandard IP address: 256.0.0.0'],
    ['{"a":[{"cidr":"1::2::3/8"}]}', 'Nonstandard IP address: 1::2::3'],
    ['{"a":[{"numeric":5}]}', 'Value of numeric must be an array.'],
    ['{"a":[{"numeric":[]}]}', 'Invalid member in numeric match'],
    ['{"a":[{"numeric":["!=",1]}]}', 'Unrecognized numeric range operator: !='],
    ['{"a":[{"numeric":[">"]}]}', 'Value of > must be numeric'],
    ['{"a":[{"numeric":["=","1"]}]}', 'Value of equals must be numeric'],
    ['{"a":[{"numeric":["<",5,">",1]}]}', 'Too many elements in numeric expression'],
    ['{"a":[{"numeric":[">",1,">",2]}]}', 'Bad numeric range operator'],
    ['{"a":[{"numeric":[">",1,"<"]}]}', 'Value of < must be numeric'],
    ['{"a":[{"numeric":[">",1,"<",2,"<",3]}]}', 'Too many terms in numeric range expression'],
    ['{"a":[{"numeric":[">=",5,"<=",5]}]}', 'Bottom must be less than top'],
    ['{"a":[{"numeric":["<",5000000000.1]}]}', 'Value must be between -5.0E9 and 5.0E9, inclusive'],
    ['{"a":[{"numeric":["<",0.1234567]}]}', 'Only values upto 6 decimals are supported: 0.1234567'],
    [
      '{"a":[{"anything-but":null}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    ['{"a":[{"anything-but":9007199254740993}]}', 'Cannot compare number : 9007199254740993 at a[0]'],
    ['{"a":[{"anything-but":[1,0.12345678901234567891]}]}', 'Cannot compare number : 0.12345678901234567891'],
    ['{"a":[{"anything-but":1e400}]}', 'Cannot compare number : 1E+400'],
    ['{"a":[{"anything-but":[1e-400]}]}', 'Cannot compare number : 1E-400'],
    ['{"a":[{"anything-but":[]}]}', 'either all values are number or string'],
    ['{"a":[{"anything-but":[1,"a"]}]}', 'mixed type is not supported'],
    ['{"a":[{"anything-but":[true]}]}', 'start|null|boolean is not supported.'],
    ['{"a":[{"anything-but":{}}]}', 'Anything-But expression name not found'],
    ['{"a":[{"anything-but":{"numeric":["=",5]}}]}', 'Unsupported anything-but pattern: numeric'],
    ['{"a":[{"anything-but":{"prefix":""}}]}', 'Null prefix/suffix not allowed'],
    ['{"a":[{"anything-but":{"prefix":[]}}]}', 'Empty arrays are not allowed'],
    ['{"a":[{"anything-but":{"prefix":5}}]}', 'prefix/suffix match pattern must be a string'],
    ['{"a":[{"anything-but":{"suffix":["a",5]}}]}', 'prefix/suffix match pattern must be a string'],
    ['{"a":[{"anything-but":{"wildcard":5}}]}', 'wildcard match pattern must be a string'],
    ['{"a":[{"anything-but":{"equals-ignore-case":{}}}]}', 'equals-ignore-case match pattern must be'],
    ['{"a":[{"anything-but":{"wildcard":"**"}}]}', 'Consecutive wildcard characters at pos 0'],
    ['{"a":[{"anything-but":{"prefix":"a","suffix":"b"}}]}', 'Only one key allowed'],
    ['{"$or":[{"a":["x"]}]}', 'Unrecognized match type a at $or[0]'],
    ['{"$or":[]}', 'Empty arrays are not allowed at $or'],
    ['{"$or":[{"a":[1]},{}]}', 'Empty objects are not allowed at $or[1]'],
    ['{"$or":[{"a":[1]},{"exists":true}]}', 'Unrecognized match type a at $or[0]'],
    ['{"$or":[{"a":[1]},{"b":{"c":[{"prefix":1}]}}]}', 'must be a string at $or[1].b.c[0]'],
  ])("refuses %s in AWS's words and names the place", (text, message) => {
    expect(() => parsePattern(text)).toThrow('Invalid filter pattern definition. ')
    expect(() => parsePattern(text)).toThrow(message)
  })

  it('refuses a pattern whose $ors multiply to more than AWS takes', () => {
    const choice = Array.from({ length: 10 }, (_, index) => `{"x${index}":[1]}`).join(',')
    const times = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `"f${index}":{"$or":[${choice}]}`).join(',')}}`

    expect(parsePattern(times(3)).combinations).toHaveLength(1000)
    expect(() => parsePattern(times(4))).toThrow('$or makes over 1000 rule combinations at f3.$or')
  })
})
