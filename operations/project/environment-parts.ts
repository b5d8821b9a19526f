import type { StandIn, UnknownReference } from './cloudformation/stand-in.ts'
import { isStandIn, joinedText, partsOf, plainText } from './cloudformation/stand-in.ts'
import type { FoundFunction } from './found-project.ts'
import type { EnvironmentParts } from './function-environment.ts'
import type { Placeholder } from './project.ts'

const textIn = (value: unknown): string | StandIn =>
  // A list of texts is one text to Lambda.
  joinedText(
    (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each, index) =>
      index === 0 ? [each] : [',', each],
    ),
  )

const hasTables = (text: unknown): boolean => partsOf(text).some(part => typeof part !== 'string')

/**
 * The variables of a function, from resolved values.
 *
 * @param unresolved - names whose texts are known to stand for something else
 */
export const environmentParts = (
  environment: Readonly<Record<string, unknown>>,
  unresolved: ReadonlySet<string> = new Set(),
): EnvironmentParts => {
  const given = Object.entries(environment).filter(([, value]) => value !== null && value !== undefined)
  const texts = given.map(([name, value]) => [name, textIn(value)] as const)
  const standIns = texts.flatMap(([name, text]) => (isStandIn(text) || unresolved.has(name) ? [name] : []))
  return {
    environment: Object.fromEntries(
      texts.map(([name, text]) => [name, hasTables(text) ? partsOf(text) : plainText(text)] as const),
    ),
    standIns: new Set(standIns),
  }
}

/** What only the cloud would say in the environments of functions, each reference once. */
export const placeholdersOf = (
  functions: readonly Pick<FoundFunction, 'functionName' | 'environment'>[],
): readonly Placeholder[] => {
  const found = new Map<string, UnknownReference & { readonly usedBy: string[] }>()
  for (const { functionName, environment } of functions)
    for (const [name, value] of Object.entries(environment)) {
      const text = textIn(value)
      for (const each of isStandIn(text) ? text.unknown : []) {
        const { usedBy } = found.get(each.reference) ?? { usedBy: [] }
        found.set(each.reference, { ...each, usedBy: [...new Set([...usedBy, `${functionName}: ${name}`])] })
      }
    }
  return [...found.values()]
}
