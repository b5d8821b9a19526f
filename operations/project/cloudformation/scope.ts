import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { conditionsOf } from './conditions.ts'
import { resolveFunction } from './intrinsics.ts'
import { referencesOf } from './references.ts'
import type { ScopeOptions } from './scope-options.ts'
import { isStandIn } from './stand-in.ts'

/** A template in which references have values: known ones, names of tables, or stand-ins. */
export interface Scope {
  readonly template: Plain
  readonly stackName: string
  /** A value with everything in it; `undefined` for `AWS::NoValue`. */
  readonly resolve: (value: unknown) => unknown
  /** `undefined`: nobody here can tell. */
  readonly holds: (condition: unknown) => boolean | undefined
  /** Resources but for those whose condition is false. */
  readonly resources: () => readonly (readonly [logicalId: string, resource: Plain])[]
  /** An output of the template. */
  readonly output: (name: string) => unknown
}

/** A member of a mapping that is a mapping; an empty one where it is not. */
export const section = (value: unknown, name: string): Plain => {
  const found = isPlain(value) ? value[name] : undefined
  return isPlain(found) ? found : {}
}

const isFunction = (name: string): boolean =>
  name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')

/**
 * Opens a template.
 *
 * @throws Error from `resolve` and `holds` for what refers to itself, and for a function that is not written as one
 */
export const newScope = (options: ScopeOptions): Scope => {
  const { template, stackName } = options
  const underWay = new Set<string>()
  const guarded = <T>(what: string, work: () => T): T => {
    if (underWay.has(what)) throw new Error(`${what} refers to itself`)
    underWay.add(what)
    try {
      return work()
    } finally {
      underWay.delete(what)
    }
  }

  const resolve = (value: unknown): unknown => {
    if (isStandIn(value)) return value
    if (Array.isArray(value)) return value.map(resolve).filter(each => each !== undefined)
    if (!isPlain(value)) return value
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value)
    if (others.length === 0 && isFunction(name) && !(name === 'Condition' && typeof argument !== 'string'))
      return resolveFunction(name, argument, { resolve, holds: conditions.holds, ...references, template })
    const members = Object.entries(value).map(([key, child]) => [key, resolve(child)] as const)
    return Object.fromEntries(members.filter(([, child]) => child !== undefined))
  }

  const references = referencesOf({ ...options, resolve, guarded })
  const conditions = conditionsOf(section(template, 'Conditions'), { resolve, guarded })
  return {
    template,
    stackName,
    resolve,
    holds: conditions.holds,
    resources: () =>
      Object.entries(section(template, 'Resources')).flatMap(([id, resource]) =>
        isPlain(resource) && conditions.holds(resource['Condition']) !== false ? [[id, resource]] : [],
      ),
    output: name => {
      const output = section(section(template, 'Outputs'), name)
      return guarded(`Output ${name}`, () => resolve(output['Value']))
    },
  }
}
