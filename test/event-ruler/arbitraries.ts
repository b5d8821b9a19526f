import fc from 'fast-check'

/** JSON as text, so that numbers keep their spelling and names may come twice. */
type Json = string

const text = fc.constantFrom(
  'a',
  'A',
  'ab',
  'aB',
  'abc',
  'ba',
  '',
  '*',
  'a*',
  '*b',
  'a*b',
  'a\\*b',
  'a**b',
  'ä',
  'Ä',
  'ß',
  'SS',
  'ſ',
  'K',
  'İ',
  'Σ',
  'ς',
  'é',
  'e\u0301',
  '日本',
  '😀',
  '😀a',
  '10.0.0.1',
  '10.0.0.01',
  '10.0.0.255',
  '10.0.1.0',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:10.0.0.1',
  'fe80::1',
  '5',
  '1e0',
  'null',
  'true',
)

/** Within what EventBridge's guide says of `numeric`, in several spellings. */
const moderate = fc.constantFrom(
  ...['0', '-0', '0.0', '1', '1.0', '1e0', '1E+0', '10e-1', '-1', '0.1', '0.10', '1e-1', '5', '5e0'],
  ...['5000000000', '5e9', '-5000000000', '0.000001', '1.123456', '300', '3e2', '1e3', '1000', '999.999999'],
)

/** Beyond it, and beyond what a double holds; each in one spelling, because event-ruler compares these as texts. */
const extreme = fc.constantFrom(
  ...['5000000001', '-5000000001', '0.0000001', '1.1234567', '9007199254740991', '9007199254740992'],
  ...['9007199254740993', '9007199254740994', '-9007199254740993', '1e22', '1e30'],
  ...['123456789012345678901234567890', '123456789012345678901234567891', '1e400'],
  ...['12345678901234567890', '0.1234567890123456789', '0.12345678901234567891', '1.0000000000000000001'],
  ...[
    '18014398509481984',
    '18014398509481985',
    '1000000000000000000000000000000',
    '1e-400',
    '0.30000000000000004',
  ],
)

const quoted: fc.Arbitrary<Json> = text.map(value => JSON.stringify(value))
const filled: fc.Arbitrary<Json> = text.filter(value => value !== '').map(value => JSON.stringify(value))
const literal = fc.constantFrom('true', 'false', 'null')

const scalarOf = (number: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 4, arbitrary: quoted },
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: literal },
  )

const list = (of: fc.Arbitrary<Json>, minLength = 1): fc.Arbitrary<Json> =>
  fc.array(of, { minLength, maxLength: 3 }).map(items => `[${items.join(',')}]`)

const operator = (name: string, of: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  of.map(value => `{"${name}":${value}}`)

const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), moderate)
    .map(([sign, bound]) => `["${sign}",${bound}]`),
  fc
    .tuple(fc.constantFrom('>', '>='), moderate, fc.constantFrom('<', '<='), moderate)
    .map(([low, bottom, high, top]) => `["${low}",${bottom},"${high}",${top}]`),
)

const range = fc.constantFrom(
  ...['10.0.0.0/24', '10.0.0.1/31', '10.0.0.0/8', '::1/64', '::1/127', 'fe80::/10', '::ffff:10.0.0.1/24'],
  ...['10.0.0.0/0', '::/0', '10.0.0.1/32', '::1/128', 'a/8', '10.0.0.1', '10.0.0.1/x', '10.0.0.1/-1'],
)
const goodRange = fc.constantFrom('10.0.0.0/24', '10.0.0.1/31', '::1/64', 'fe80::/10', '::ffff:10.0.0.1/96')

const quote = JSON.stringify as (value: string) => Json
const wild = fc.constantFrom('a*', '*b', 'a*b', '*', 'a\\*b', '*a*b*', '\\\\*', '日*').map(quote)

const nested = fc.oneof(
  operator('prefix', fc.oneof(filled, list(filled))),
  operator('suffix', fc.oneof(filled, list(filled))),
  operator('equals-ignore-case', fc.oneof(quoted, list(quoted))),
  operator('wildcard', fc.oneof(wild, list(wild))),
)

/** One entry of a leaf, as people write it. */
const entryOf = (number: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 8, arbitrary: scalarOf(number) },
    { weight: 1, arbitrary: operator('prefix', fc.oneof(quoted, operator('equals-ignore-case', quoted))) },
    { weight: 1, arbitrary: operator('suffix', fc.oneof(quoted, operator('equals-ignore-case', quoted))) },
    { weight: 2, arbitrary: operator('equals-ignore-case', quoted) },
    { weight: 1, arbitrary: operator('wildcard', wild) },
    { weight: 1, arbitrary: operator('cidr', goodRange) },
    { weight: 1, arbitrary: operator('exactly', quoted) },
    { weight: 4, arbitrary: operator('exists', fc.constantFrom('true', 'false', 'false')) },
    { weight: 6, arbitrary: operator('anything-but', fc.oneof(number, filled, list(number), list(filled))) },
    { weight: 2, arbitrary: operator('anything-but', nested) },
  )

/** Entries that may be refused: empty lists, mixed lists, ranges that are none, operators that there are not. */
const oddEntry: fc.Arbitrary<Json> = fc.oneof(
  operator('anything-but', fc.oneof(list(scalarOf(moderate), 0), literal, operator('prefix', quoted))),
  operator('anything-but', operator('prefix', operator('equals-ignore-case', quoted))),
  operator('anything-but', operator('cidr', range)),
  operator('anything-but', operator('wildcard', quoted)),
  operator('cidr', range),
  operator('wildcard', quoted),
  operator('exists', scalarOf(moderate)),
  operator('numeric', list(scalarOf(moderate), 0)),
  operator('prefix', scalarOf(moderate)),
  operator('regex', quoted),
  list(scalarOf(moderate), 0),
  fc.constantFrom('{}', '{"prefix":"a","suffix":"b"}'),
)

const name = fc.constantFrom('a', 'b', 'c', 'd', 'a.b', 'b.a')

const objectOf = (fields: readonly (readonly [string, Json])[]): Json =>
  `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`

/** An object that names nothing twice, as people write it. */
const fieldsOf = (value: fc.Arbitrary<Json>, minLength: number): fc.Arbitrary<(readonly [string, Json])[]> =>
  fc.uniqueArray(fc.tuple(name, value), { minLength, maxLength: 3, selector: ([key]) => key })

const patternOf = (leaf: fc.Arbitrary<Json>, minAlternatives: number): fc.Arbitrary<Json> =>
  fc.letrec<{ any: Json }>(tie => ({
    any: fc
      .tuple(
        fieldsOf(
          fc.oneof(
            { maxDepth: 3, depthSize: 'small' },
            { weight: 5, arbitrary: leaf },
            { weight: 1, arbitrary: tie('any') },
          ),
          1,
        ),
        fc.option(fc.array(tie('any'), { minLength: minAlternatives, maxLength: 3, depthIdentifier: 'or' }), {
          freq: 1,
          nil: undefined,
        }),
        fc.boolean(),
      )
      .map(([fields, alternatives, isFirst]) => {
        if (alternatives === undefined) return objectOf(fields)
        const or = ['$or', `[${alternatives.join(',')}]`] as const
        return objectOf(isFirst ? [or, ...fields] : [...fields, or])
      }),
  })).any

const eventOf = (scalar: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.letrec<{ object: Json; value: Json }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 5, arbitrary: scalar },
      { weight: 2, arbitrary: list(scalar, 0) },
      { weight: 1, arbitrary: tie('object') },
      { weight: 1, arbitrary: list(tie('object'), 0) },
      { weight: 1, arbitrary: list(tie('value'), 0) },
    ),
    object: fieldsOf(tie('value'), 1).map(objectOf),
  })).object

const anyNumber = fc.oneof(moderate, extreme)
const withNumeric = fc.oneof(
  { weight: 9, arbitrary: entryOf(moderate) },
  { weight: 2, arbitrary: operator('numeric', comparison) },
)

/** What an absent field, an alternative and an array have to say to each other: little to choose from, and often. */
const absence = fc.constantFrom(
  ...['[{"exists":false}]', '[{"exists":false}]', '[{"exists":true}]', '[1]', '[1,{"exists":false}]'],
  ...['[{"anything-but":[1]}]', '[{"anything-but":2},{"exists":false}]', '["x"]'],
)
const few = fc.constantFrom('1', '1', '2', '"x"')

/**
 * Beside a wildcard event-ruler takes letters beyond ASCII in any case for more than they are: `*b` and `é` together
 * match `x`. That is a mistake of its automaton, which nobody can want to be repeated.
 */
const isMistaken = (pattern: Json): boolean =>
  pattern.includes('"wildcard"') && pattern.includes('"equals-ignore-case"') && /[^ -~]/.test(pattern)

/** A pattern and an event, as texts. */
export const pair: fc.Arbitrary<readonly [pattern: Json, event: Json]> = fc
  .oneof(
    // `numeric` keeps to the guide's limits here and not in event-ruler, so it does not meet what lies beyond them.
    { weight: 5, arbitrary: fc.tuple(patternOf(list(withNumeric), 2), eventOf(scalarOf(moderate))) },
    { weight: 5, arbitrary: fc.tuple(patternOf(list(entryOf(anyNumber)), 2), eventOf(scalarOf(anyNumber))) },
    { weight: 8, arbitrary: fc.tuple(patternOf(absence, 2), eventOf(few)) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        patternOf(
          list(fc.oneof({ weight: 4, arbitrary: withNumeric }, { weight: 1, arbitrary: oddEntry }), 0),
          0,
        ),
        eventOf(scalarOf(moderate)),
      ),
    },
  )
  .filter(([pattern]) => !isMistaken(pattern))
