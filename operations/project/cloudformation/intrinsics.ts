import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { regionHere, textByName } from './placeholder-texts.ts'
import type { References } from './references.ts'
import {
  chosenBlindly,
  isStandIn,
  joinedText,
  splitText,
  standIn,
  standInsIn,
  plainText,
} from './stand-in.ts'

/** What a function of CloudFormation is resolved with. */
export interface Resolving extends References {
  readonly template: Plain
  readonly resolve: (value: unknown) => unknown
  readonly holds: (condition: unknown) => boolean | undefined
}

type Intrinsic = (argument: unknown, around: Resolving) => unknown

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const wrong = (name: string, reason: string): Error => new Error(`${name} ${reason}`)

const getAtt: Intrinsic = (argument, { attribute, resolve }) => {
  const [name = '', ...rest] = listed(argument).flatMap(part => plainText(resolve(part)).split('.'))
  return attribute(name, rest.join('.'))
}

const sub: Intrinsic = (argument, { resolve, ref, attribute }) => {
  const [template, given] = listed(argument)
  if (typeof template !== 'string') throw wrong('Fn::Sub', 'takes a text')
  const own = isPlain(given) ? given : {}
  const valueOf = (name: string): unknown => {
    if (Object.hasOwn(own, name)) return resolve(own[name])
    const [resource = '', ...rest] = name.split('.')
    return rest.length === 0 ? ref(name) : attribute(resource, rest.join('.'))
  }
  // Odd places are what stood in braces.
  return joinedText(
    template.split(/\$\{([^}]*)\}/).map((piece, index) => {
      if (index % 2 === 0) return piece
      return piece.startsWith('!') ? `\${${piece.slice(1)}}` : valueOf(piece.trim())
    }),
  )
}

const join: Intrinsic = (argument, { resolve }) => {
  const [by, given] = listed(argument)
  const values = resolve(given)
  const all = Array.isArray(values) ? (values as readonly unknown[]) : [values]
  return joinedText(all.flatMap((each, index) => (index === 0 ? [each] : [resolve(by), each])))
}

const isSame = (left: unknown, right: unknown): boolean =>
  standInsIn([left, right]).every(({ found }) => found.unknown.length === 0) &&
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null)

const choose: Intrinsic = (argument, { resolve, holds }) => {
  const [condition, yes, no] = listed(argument)
  const truth = holds(condition)
  if (truth !== undefined) return resolve(truth ? yes : no)
  const [chosen, other] = [resolve(yes), resolve(no)]
  return isSame(chosen, other) ? chosen : chosenBlindly(chosen ?? '', `Condition ${plainText(condition)}`)
}

const findInMap: Intrinsic = (argument, { resolve, template }) => {
  const [map, first, second, otherwise] = listed(argument).map(resolve)
  const mappings = isPlain(template['Mappings']) ? template['Mappings'] : {}
  const keys = [map, first, second]
  const unknown = keys.find(key => isStandIn(key) && key.unknown.length > 0)
  const path = keys.map(key => plainText(key))
  if (unknown !== undefined) return standIn(path.join('.'), `Mapping ${path.join('.')}`)
  let found: unknown = mappings
  for (const key of path) found = isPlain(found) && Object.hasOwn(found, key) ? found[key] : undefined
  if (found !== undefined) return resolve(found)
  if (isPlain(otherwise) && 'DefaultValue' in otherwise) return otherwise['DefaultValue']
  return standIn(path.join('.'), `Mapping ${path.join('.')}`)
}

const select: Intrinsic = (argument, { resolve }) => {
  const [index, given] = listed(argument).map(resolve)
  // A list that nobody knows may come as one text.
  const values: readonly unknown[] = Array.isArray(given) ? given : [given]
  const found = values[Number(plainText(index))]
  if (found !== undefined) return found
  if (isStandIn(given)) return given
  throw wrong('Fn::Select', `asks for place ${plainText(index)} of ${values.length}`)
}

const split: Intrinsic = (argument, { resolve }) => {
  const [by, given] = listed(argument).map(resolve)
  return splitText(given, plainText(by))
}

const base64: Intrinsic = (argument, { resolve }) => {
  const value = resolve(argument)
  const text = Buffer.from(plainText(value)).toString('base64')
  return isStandIn(value) ? chosenBlindly(text, 'Fn::Base64') : text
}

const toJson: Intrinsic = (argument, { resolve }) => {
  const value = resolve(argument)
  const [unknown] = standInsIn(value)
  const text = JSON.stringify(value, (_, each: unknown) => (isStandIn(each) ? plainText(each) : each))
  return unknown === undefined
    ? text
    : chosenBlindly(text, unknown.found.unknown[0]?.reference ?? 'Fn::ToJsonString')
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, { ref }) => ref(String(argument)),
  Condition: (argument, { holds }) => holds(argument) ?? standIn('true', `Condition ${String(argument)}`),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Base64': base64,
  'Fn::ToJsonString': toJson,
  'Fn::ImportValue': (argument, { resolve, imported }) => imported(plainText(resolve(argument))),
  'Fn::GetAZs': () => ['a', 'b', 'c'].map(zone => `${regionHere}${zone}`),
  'Fn::Length': (argument, { resolve }) => listed(resolve(argument)).length,
}

/** The value of a function of CloudFormation; what none is known of is called by its argument. */
export const resolveFunction = (name: string, argument: unknown, around: Resolving): unknown => {
  const known = intrinsics[name]
  if (known !== undefined) return known(argument, around)
  const text = plainText(around.resolve(argument))
  return standIn(textByName(text), `${name} ${text}`)
}
