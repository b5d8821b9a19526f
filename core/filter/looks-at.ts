import type { Entity } from '../entity/entity.ts'
import type { Origin } from '../record/origin.ts'
import type { Kind, StreamViewType } from '../record/stream-record.ts'
import type { LeafExpression } from './evaluate.ts'
import { entitiesOf } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { narrow } from './narrow.ts'
import type { Decision } from './decision.ts'
import { eventDecision, kindsBy, stateDecision } from './decision.ts'
import type { Side } from './image-sides.ts'
import type { Truth } from './truth.ts'
import { both, negated } from './truth.ts'

/** What an expression may turn out to be, over all records of a kind that a stream can deliver. */
type Truths = readonly Truth[]

const told: Truths = [true, false]
const untold: Truths = [undefined]

/** A kind of record in a stream, and what is asked about it; see `Subject` of `evaluate.ts`. */
interface Scene {
  readonly raw: Kind
  readonly viewType: StreamViewType
  /** Names of the table's key attributes, which every record carries. */
  readonly keys: readonly string[]
  readonly side: Side
  readonly kind: Kind | undefined
  readonly predicateKind?: Kind
}

const carried: Readonly<Record<StreamViewType, readonly Side[]>> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['new'],
  OLD_IMAGE: ['old'],
  NEW_AND_OLD_IMAGES: ['old', 'new'],
}

const sidesOf: Readonly<Record<Kind, readonly Side[]>> = {
  INSERT: ['new'],
  MODIFY: ['old', 'new'],
  REMOVE: ['old'],
}

const distinct = (truths: Truths): Truths => [...new Set(truths)]
const bothOf = (a: Truths, b: Truths): Truths => distinct(a.flatMap(x => b.map(y => both(x, y))))
const notOf = (truths: Truths): Truths => truths.map(negated)

const ofEntity = ({ raw, viewType, keys }: Scene, side: Side, entity: Entity | undefined): Truths => {
  if (!sidesOf[raw].includes(side)) return [false]
  if (entity === undefined) return [true]
  // A key that has a part of its match may rule it out, which leaves no more open than to be told nothing.
  const isByKey = Object.keys(entity.match).every(name => keys.includes(name))
  return carried[viewType].includes(side) || isByKey ? told : untold
}

const at = ({ viewType, keys }: Scene, side: Side, path: string): Truths =>
  carried[viewType].includes(side) || keys.includes(path) ? told : untold

const changed = ({ viewType, keys, kind }: Scene, paths: readonly string[]): Truths => {
  if (kind !== 'MODIFY' || paths.every(path => keys.includes(path))) return [false]
  return viewType === 'NEW_AND_OLD_IMAGES' ? told : untold
}

const became = (scene: Scene, path: string): Truths => {
  if (scene.kind === 'REMOVE') return [false]
  const isNow = at(scene, 'new', path)
  return scene.kind === 'INSERT' ? isNow : bothOf(isNow, notOf(at(scene, 'old', path)))
}

const everyOrigin: readonly Origin[] = ['user', 'ttl', 'replica', 'self']

/** By the rules for origins that a function has without saying so: then the record itself tells. */
const ofOrigin = ({ raw, kind }: Scene, origins: readonly Origin[], negative: boolean): Truths => {
  if (kind === undefined) return distinct([!negative, origins.includes('replica')])
  if (everyOrigin.every(origin => origins.includes(origin))) return [true]
  return raw !== 'REMOVE' && origins.every(origin => origin === 'ttl') ? [false] : told
}

const leafTruths = (leaf: LeafExpression, scene: Scene, negative: boolean): Truths => {
  const { kind, predicateKind = kind, side } = scene
  switch (leaf.op) {
    case 'always':
      return [true]
    case 'entity':
      return ofEntity(scene, side, leaf.entity)
    case 'where':
      return at(scene, side, leaf.path)
    case 'origin':
      return ofOrigin(scene, leaf.origins, negative)
    case 'matching':
      // What a predicate looks at cannot be seen from outside.
      return predicateKind === undefined ? [!negative] : told
    case 'kind':
      return [kind === undefined ? !negative : leaf.kinds.includes(kind)]
    case 'changed':
      return kind === undefined ? [!negative] : changed(scene, leaf.paths)
    case 'became':
      return kind === undefined ? [!negative] : became(scene, leaf.path)
  }
}

const truthsOf = (expr: Expression, scene: Scene, negative = false): Truths => {
  if (expr.op === 'not') return notOf(truthsOf(expr.of, scene, !negative))
  if (expr.op !== 'all' && expr.op !== 'any') return leafTruths(expr, scene, negative)
  const parts = expr.of.map(part => truthsOf(part, scene, negative))
  if (expr.op === 'all') return parts.reduce(bothOf, [true])
  // One of them holds unless none does.
  return notOf(parts.map(notOf).reduce(bothOf, [true]))
}

/** Every way to choose one truth for each name. */
const choices = (sets: readonly Truths[]): readonly Truths[] =>
  sets.reduce<readonly Truths[]>(
    (all, set) => all.flatMap(chosen => set.map(truth => [...chosen, truth])),
    [[]],
  )

type Asked = Omit<Scene, 'side' | 'kind'>

const eventOutcomes = (expr: Expression, entity: Entity | undefined, asked: Asked): readonly Decision[] => {
  const plain: Scene = { ...asked, side: 'new', kind: undefined }
  return choices([ofEntity(plain, 'old', entity), ofEntity(plain, 'new', entity)]).flatMap(
    ([isOld, isNew]) => {
      const possible = kindsBy(isOld, isNew)
      const sets = possible.map(kind =>
        truthsOf(expr, { ...asked, kind, side: kind === 'REMOVE' ? 'old' : 'new' }),
      )
      return choices(sets).flatMap(
        truths => eventDecision(asked.raw, possible, kind => truths[possible.indexOf(kind)]) ?? [],
      )
    },
  )
}

const stateOutcomes = (expr: Expression, entity: Entity | undefined, asked: Asked): readonly Decision[] => {
  const held = (side: Side): Truths => {
    const scene: Scene = { ...asked, side, kind: undefined }
    return bothOf(ofEntity(scene, side, entity), truthsOf(expr, scene))
  }
  const enters = truthsOf(expr, { ...asked, side: 'new', kind: undefined, predicateKind: asked.raw })
  const gate = truthsOf(expr, { ...asked, side: 'new', kind: 'MODIFY' })
  return choices([held('old'), held('new'), enters, gate]).flatMap(
    ([was, is, mayEnter, passes]) =>
      stateDecision({ was, is, enters: () => mayEnter, gate: () => passes }) ?? [],
  )
}

/**
 * The images on which the decision of a filter can rest in a stream of that view type, and which it does not carry:
 * with any of them some records are neither wanted nor not. The same rules decide as for a record; here over all
 * that a record may hold, each word for itself.
 *
 * @param keys names of the table's key attributes; without them no entity is told by its key
 */
export const lackingImages = (
  expr: Expression,
  sink: 'state' | 'events',
  viewType: StreamViewType,
  keys: readonly string[],
): readonly Side[] => {
  const outcomesOf = sink === 'state' ? stateOutcomes : eventOutcomes
  const lacking = (['INSERT', 'MODIFY', 'REMOVE'] as const).flatMap(raw => {
    const absent = sidesOf[raw].filter(side => !carried[viewType].includes(side))
    const isUnclear = entitiesOf(expr).some(entity =>
      outcomesOf(narrow(expr, entity), entity, { raw, viewType, keys }).some(each => each.isUnclear),
    )
    return isUnclear ? absent : []
  })
  return (['old', 'new'] as const).filter(side => lacking.includes(side))
}
