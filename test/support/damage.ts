import fc from 'fast-check'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** Where in a record something stands. */
type Path = readonly (string | number)[]

const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]))]

const changed = (value: unknown, [name, ...rest]: Path, change: (old: unknown) => unknown): unknown => {
  if (name === undefined) return change(value)
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >
  const made = changed(copy[name], rest, change)
  if (made !== gone) copy[name] = made
  else if (Array.isArray(copy)) copy.splice(Number(name), 1)
  else Reflect.deleteProperty(copy, name)
  return copy
}

const gone = Symbol('gone')

const nested = (levels: number, wrap: (inside: unknown) => unknown, inside: unknown): unknown => {
  let value = inside
  for (let level = 0; level < levels; level += 1) value = wrap(value)
  return value
}

/** What stands in the place of a value: of every JSON type, and of shapes that come near to the right one. */
const replacements: readonly unknown[] = [
  gone,
  null,
  '',
  'a text',
  '\ud83d',
  '12a',
  'x'.repeat(5_000),
  5,
  -1.5,
  1e300,
  true,
  false,
  [],
  {},
  [null],
  [{}],
  [{ S: 'x' }],
  { S: 'x' },
  { S: 5 },
  { S: null },
  { S: 'x', N: '1' },
  { N: 'x', BOOL: true },
  { N: 5 },
  { M: null },
  { M: [] },
  { M: { a: 'x' } },
  { M: { a: { L: [{ S: 'x' }, null] } } },
  { L: {} },
  { L: ['x'] },
  { SS: 'abc' },
  { SS: [1] },
  { NULL: false },
  { B: 5 },
  { PK: 'x' },
  { PK: { S: 'x', N: '1' } },
  { PK: { BOOL: true } },
  { PK: { N: 'x' } },
  nested(200, a => ({ M: { a } }), { S: 'x' }),
  nested(3_000, a => ({ M: { a } }), { S: 'x' }),
  nested(3_000, a => [a], 'x'),
]

/** A change of one thing in a record. It shows as a few words, because what it puts there may be too deep to print. */
export interface Damage {
  readonly path: string
  readonly replacement: number
}

/** Any field of the record, at any depth, the record itself included, lost or replaced. */
export const damageTo = (record: StreamRecord): fc.Arbitrary<Damage> =>
  fc
    .record({
      path: fc.constantFrom(...pathsOf(record).map(path => JSON.stringify(path))),
      replacement: fc.nat({ max: replacements.length - 1 }),
    })
    .filter(({ path, replacement }) => path !== '[]' || replacements[replacement] !== gone)

/** The record with that change. */
export const damaged = (record: StreamRecord, { path, replacement }: Damage): StreamRecord =>
  changed(record, JSON.parse(path) as Path, () => replacements[replacement]) as StreamRecord
