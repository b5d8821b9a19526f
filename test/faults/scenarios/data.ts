import type { Image } from '../../../core/attributes/attribute-value.ts'
import { documentId } from '../../../core/document-id.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import type { Dice } from '../../engine-model/plan.ts'
import { diceOf } from '../../engine-model/plan.ts'
import type { FaultWorld } from '../fault-world.ts'
import type { FaultScenario } from '../scenario.ts'
import { underLoad } from '../scenario.ts'
import type { SequenceShape, TableWrite } from '../written-table.ts'
import { awsShape } from '../written-table.ts'

/** What items may hold, and few do. */
const rareValues: readonly Image[string][] = [
  { N: '12345678901234567890123456789012345678' },
  { N: '-1.2345678901234567890123456789012345678E-120' },
  { S: 'a\u0000b\u0001\u001f\u007f\u2028\ufeff' },
  { S: '' },
  { B: '' },
  { NULL: true },
  { L: [] },
  { M: {} },
  { NS: ['1', '1E+2', '38'] },
  { BS: ['AA==', '/w=='] },
  { M: { 'a.b': { L: [{ M: { '': { S: 'x' } } }] } } },
]

/** Nearly as large as an item may be. */
const largeText = 'x'.repeat(390_000)

const adornRarely = (image: Image, dice: Dice): Image =>
  dice.chance(0.3)
    ? { ...image, rare: dice.oneOf(rareValues as [Image[string]]) }
    : dice.chance(0.002)
      ? { ...image, large: { S: largeText } }
      : image

/** What no stream of AWS's gives, and a broken emulator or a later DynamoDB might. */
const brokenValues = [{ N: 'NaN' }, { X: 'new' }, { N: '' }, {}] as unknown as readonly Image[string][]

/** Breaks one record of a hundred, until it is told to stop. */
const breaking = () => {
  const broken = new WeakSet<object>()
  const state = { isOver: false }
  return {
    mark: (record: StreamRecord, dice: Dice): StreamRecord => {
      const image = record.dynamodb?.NewImage
      if (image === undefined || state.isOver || !dice.chance(0.01)) return record
      broken.add(image)
      const note = dice.oneOf(brokenValues as [Image[string]])
      return { ...record, dynamodb: { ...record.dynamodb, NewImage: { ...image, note } } }
    },
    isBroken: ({ after }: TableWrite): boolean => after !== undefined && broken.has(after),
    end: (): void => {
      state.isOver = true
    },
  }
}

/** A clean write of every key, so that its document does not hang on a record that nobody can read. */
const writeAll = ({ table }: FaultWorld): void => {
  for (const key of table.current().homes.keys()) table.put(key)
}

/** What is parked is of items with something that cannot be read: their changes of one batch share a fate. */
const onlyBrokenParked = (world: FaultWorld, isBroken: (write: TableWrite) => boolean): void => {
  const broken = new Set(world.table.writes.filter(isBroken).map(({ key }) => key))
  const parked = world.parked()
  if (broken.size > 10 && parked.length === 0)
    world.problems.push('silent: of what cannot be read nothing is parked')
  for (const { key, processor } of parked)
    if (processor !== '(routing)' && !broken.has(key))
      world.problems.push(`neighbour: ${processor} parked ${key}, which can be read`)
}

const oddParts = ['|', '-', '#', '%', '/', ' ', '\0', 'ü', '𝒳', '"', '\\', 'a', '1', '.', ':', '|a|', '--']

const oddKey = (dice: Dice): string =>
  Array.from({ length: 1 + dice.below(6) }, () => dice.oneOf(oddParts as [string])).join('')

const oddKeys = ({ count, seed }: { readonly count: number; readonly seed: number }): readonly string[] => {
  const dice = diceOf(seed)
  const keys = new Set<string>(['k'.repeat(2_048), 'k'.repeat(2_047), 'k'.repeat(512), 'k'.repeat(511)])
  while (keys.size < count) keys.add(oddKey(dice))
  return [...keys].slice(0, count)
}

/** Different keys of items have different document ids, whatever they hold. */
const distinctIds = (seed: number): readonly string[] => {
  const dice = diceOf(seed)
  const seen = new Map<string, string>()
  const problems: string[] = []
  for (let pair = 0; pair < 5_000; pair += 1) {
    const sort = dice.chance(0.3) ? { B: Buffer.from(oddKey(dice)).toString('base64') } : { S: oddKey(dice) }
    const keys: Image = { PK: { S: oddKey(dice) }, ...(dice.chance(0.7) && { SK: sort }) }
    const text = JSON.stringify(keys)
    const id = documentId(itemKey(keys))
    const other = seen.get(id)
    if (other !== undefined && other !== text) problems.push(`ids: ${other} and ${text} share one`)
    seen.set(id, text)
  }
  return problems
}

const withDistinctIds = (scenario: FaultScenario): FaultScenario => ({
  ...scenario,
  play: async (seed, size) => [...distinctIds(seed), ...(await scenario.play(seed, size))],
})

const ttl = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }

/** Half of the removals are DynamoDB's own; one that was replicated does not say so. */
const expireSome = (record: StreamRecord, dice: Dice): StreamRecord =>
  record.eventName === 'REMOVE' && dice.chance(0.5) ? { ...record, userIdentity: ttl } : record

const expired = new WeakMap<object, Set<string>>()

/** As DynamoDB Local counts. */
const localShape: SequenceShape = (counter, low) => String(counter * 10_000_000n + low).padStart(21, '0')

const shapes: readonly SequenceShape[] = [
  (counter, low) => String((counter % 10n ** 15n) * 10n ** 20n + low).padStart(21, '0'),
  (counter, low) => String((counter + 10_000_000n) * 10n ** 20n + low),
  awsShape,
  localShape,
]

/** Values, keys and numbers as no two people write them: F23, F33 to F35. */
export const dataScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F23',
      injects:
        'rare values (38 digits, control characters, empty texts and sets, 390 KB) and, in one of a hundred records, a value that is none',
      expects:
        'rare values pass; what cannot be read is parked whole, never skipped, and its neighbours go on',
      others: 'Data Prepper logs what it cannot convert and goes on past it (#5437, #3559 are of this kind).',
    },
    () => {
      const { mark, isBroken, end } = breaking()
      return {
        habits: { adorn: adornRarely, mark },
        isBroken,
        after: async world => {
          end()
          await world.clock.pass(600_000)
          onlyBrokenParked(world, isBroken)
          writeAll(world)
        },
      }
    },
  ),
  withDistinctIds(
    underLoad(
      {
        id: 'F33',
        injects:
          'keys of |, -, #, NUL, characters beyond the first plane, and of 2,048 bytes; 5,000 random keys of tables',
        expects: 'no two items share a document',
        others:
          'Data Prepper and Amplify join keys with |, Sequin with -, matrus2 with nothing: two items may have one id.',
      },
      { keys: oddKeys },
    ),
  ),
  underLoad(
    {
      id: 'F34',
      injects: 'half of the removals are those of TTL, which name DynamoDB as their user',
      expects: 'they are told from those of people, and remove the document all the same',
      others:
        'Data Prepper did not tell them apart (#4560); aws-lambda-stream had to add replicated ones (PR #426).',
    },
    {
      mix: { remove: 0.35, reinsert: 0.05, again: 0.2 },
      habits: {
        mark: (record, dice) => {
          const marked = expireSome(record, dice)
          if (marked !== record && record.dynamodb?.OldImage !== undefined)
            expired.set(record.dynamodb.OldImage, new Set())
          return marked
        },
      },
      check: ({ table, sinks }) => {
        const names = new Map(
          [...sinks.audit.values()].map(line => [`${line.sequenceNumber} ${line.key}`, line.origin]),
        )
        return table.writes.flatMap(({ before, after, sequenceNumber, key }) => {
          if (after !== undefined || before === undefined) return []
          const wanted = expired.has(before) ? 'ttl' : 'user'
          const found = names.get(`${sequenceNumber} ${key}`)
          return found === wanted
            ? []
            : [`origin: the removal of ${key} is told as ${found ?? 'nothing'}, not ${wanted}`]
        })
      },
    },
  ),
  underLoad(
    {
      id: 'F35',
      injects: 'sequence numbers of 21, 23 and 28 digits, and as DynamoDB Local counts them',
      expects: 'they are ordered, or the item as it is now decides',
      others: 'Most compare them as numbers of 64 bits or as text, where the shorter one may be the greater.',
    },
    seed => ({ habits: { shape: shapes[seed % shapes.length] ?? awsShape, tie: 0.1 } }),
  ),
]
