import fc from 'fast-check'
import { entity } from '../../core/entity/define-entity.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { allOf, anyOf, everything, not, when } from '../../core/filter/words.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { Origin } from '../../core/record/origin.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordOf } from './records.ts'

const entities = [
  entity('Product', { match: { type: 'PRODUCT' } }),
  entity('Order', { match: { type: ['ORDER', 'OLD_ORDER'] } }),
  entity('Keyed', { match: { PK: { prefix: 'a' } } }),
  entity('Both', { match: { type: 'PRODUCT', status: 'open' } }),
]

const kinds = fc.uniqueArray(fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'), { minLength: 1 })
const path = fc.constantFrom('status', 'price', 'address.city')
/** Long enough to be packed by the store. */
const longText = 'open'.padEnd(1_100, ' and more')
const scalar = fc.constantFrom<string | number | boolean | null>(longText, 'open', 'shut', '', 1, true, null)

const condition = fc.oneof(
  scalar,
  fc.array(scalar, { minLength: 1, maxLength: 2 }).map(oneOf => ({ oneOf })),
  fc.constantFrom('', 'o').map(prefix => ({ prefix })),
  fc.boolean().map(exists => ({ exists })),
  fc.constantFrom(1, 2).map(gte => ({ gte })),
)

type Refine = (filter: ReturnType<typeof everything>) => Filter
const words: fc.Arbitrary<Refine> = fc.oneof(
  kinds.map(
    (some): Refine =>
      filter =>
        filter.on(...some),
  ),
  path.map(
    (name): Refine =>
      filter =>
        filter.changed(name),
  ),
  fc.tuple(path, scalar).map(
    ([name, value]): Refine =>
      filter =>
        filter.became(name, value),
  ),
  fc.tuple(path, condition).map(
    ([name, is]): Refine =>
      filter =>
        filter.where({ [name]: is }),
  ),
  fc.uniqueArray(fc.constantFrom<Origin>('user', 'ttl', 'replica', 'self'), { minLength: 1 }).map(
    (origins): Refine =>
      filter =>
        filter.origin(...origins),
  ),
  fc.constant<Refine>(filter => filter.expired()),
  fc.constant<Refine>(filter => filter.matching(({ key }) => key === 'a')),
  fc.constant<Refine>(filter => filter),
)

const base = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...entities).map(of => when(of) as unknown as ReturnType<typeof everything>),
  },
  { weight: 1, arbitrary: fc.constant(everything()) },
)

const plain: fc.Arbitrary<Filter> = fc.tuple(base, words).map(([filter, refine]) => refine(filter))

/** Filters of every shape the words can build. */
export const filter: fc.Arbitrary<Filter> = fc.letrec<{ any: Filter }>(tie => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    plain,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map(filters => anyOf(...filters)),
    fc.tuple(tie('any'), tie('any')).map(([first, second]) => allOf(first, second)),
    fc.tuple(tie('any'), tie('any')).map(([first, second]) => allOf(first, not(second))),
  ),
})).any

/** So many processors with such filters at most, of both sinks. */
export const processorsUpTo = (maxLength: number): fc.Arbitrary<readonly Processor[]> =>
  fc
    .array(fc.tuple(filter, fc.constantFrom<'state' | 'events'>('state', 'events')), {
      minLength: 1,
      maxLength,
      size: 'max',
    })
    .map(all =>
      all.map(([each, sink], index) =>
        batchProcessor({ name: `p${index}`, filter: each, sink, handle: async () => Promise.resolve() }),
      ),
    )

/** A few of them. */
export const processors = processorsUpTo(4)

/** Rules for origins that the attributes below obey. */
export const originRules = {
  regionAttribute: 'region',
  selfMarker: { attribute: 'writer', value: 'self' },
} as const

/** Attributes that the filters above ask about. */
export const attributes = fc.record(
  {
    type: fc.constantFrom('PRODUCT', 'ORDER', 'OTHER'),
    status: fc.oneof(
      fc.constantFrom('open', 'shut', '', longText).map(S => ({ S })),
      fc.constantFrom('1', '1.0', '2').map(N => ({ N })),
      fc.constantFrom({ BOOL: true }, { NULL: true as const }),
    ),
    price: fc.constantFrom('1', '2').map(N => ({ N })),
    region: fc.constantFrom('eu-central-1', 'us-east-1').map(S => ({ S })),
    writer: fc.constantFrom('self', 'somebody').map(S => ({ S })),
    address: fc.constantFrom('open', 'x').map(city => ({ M: { city: { S: city } } })),
  },
  { requiredKeys: [] },
)

/** Records of a stream that carries both images, which the filters above may or may not want. */
export const streamRecord: fc.Arbitrary<StreamRecord> = fc
  .record({
    kind: fc.constantFrom('INSERT' as const, 'MODIFY' as const, 'REMOVE' as const),
    key: fc.constantFrom('a', 'ab', 'c'),
    before: attributes,
    after: attributes,
    expired: fc.boolean(),
  })
  .map(({ expired, ...sketch }) => ({
    ...recordOf({ seq: 1, ...sketch }),
    ...(expired &&
      sketch.kind === 'REMOVE' && {
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      }),
  }))
