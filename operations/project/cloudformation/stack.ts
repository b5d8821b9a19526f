import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { tableTypes } from './references.ts'
import type { Scope } from './scope.ts'
import { newScope, section } from './scope.ts'
import { isStandIn, plainText } from './stand-in.ts'

/** A template and what is known of the stack that is made of it. */
export interface StackTemplate {
  readonly stackName: string
  /** As people name it. */
  readonly file: string
  /** Absolute. */
  readonly folder: string
  readonly template: Plain
  /** Values that parameters are given from outside, by name. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Templates of nested stacks that are here, by logical id. */
  readonly nested: Readonly<Record<string, StackTemplate>>
  /** Folder of an asset by its key. */
  readonly asset: (key: string) => string | undefined
}

/** A stack with its references resolved. */
export interface OpenStack extends StackTemplate {
  readonly scope: Scope
  /** Name of a resource for a person, unique in the project. */
  readonly nameOf: (logicalId: string, resource: Plain) => string
}

/** The path of constructs that CDK writes beside a resource, without the stack and without what they all end in. */
const constructName = (resource: Plain): string | undefined => {
  const metadata = resource['Metadata']
  const path = isPlain(metadata) ? metadata['aws:cdk:path'] : undefined
  if (typeof path !== 'string') return undefined
  const parts = path.split('/').slice(1)
  const named = parts.at(-1) === 'Resource' || parts.at(-1) === 'Default' ? parts.slice(0, -1) : parts
  const name = named.join('-').replaceAll(/[^a-zA-Z0-9_.-]/g, '-')
  return name === '' ? undefined : name
}

const flattened = (stacks: readonly StackTemplate[]): readonly StackTemplate[] =>
  stacks.flatMap(stack => [stack, ...flattened(Object.values(stack.nested))])

/** Names that are given once: the construct's, the logical id, and with the stack before it. */
const namesOf = (stacks: readonly StackTemplate[]): ReadonlyMap<unknown, string> => {
  const names = new Map<unknown, string>()
  const taken = new Set<string>()
  for (const { stackName, template } of stacks) {
    for (const [id, resource] of Object.entries(section(template, 'Resources'))) {
      if (!isPlain(resource)) continue
      const choices = [constructName(resource) ?? id, id, `${stackName}-${id}`]
      const name = choices.find(each => !taken.has(each)) ?? `${stackName}-${id}-${taken.size}`
      taken.add(name)
      names.set(resource, name)
    }
  }
  return names
}

const tablesOf = (stack: StackTemplate): readonly string[] =>
  Object.entries(section(stack.template, 'Resources')).flatMap(([id, resource]) =>
    isPlain(resource) && tableTypes.includes(String(resource['Type'])) ? [id] : [],
  )

/**
 * Opens stacks that may refer to each other, nested ones too.
 *
 * @param tableOf - id of a table that is described elsewhere, by the name under which a template refers to it
 */
export const openStacks = (
  stacks: readonly StackTemplate[],
  tableOf: (name: string) => string | undefined,
): readonly OpenStack[] => {
  const all = flattened(stacks)
  const names = namesOf(all)
  const open = new Map<StackTemplate, OpenStack>()
  const parents = new Map(
    all.flatMap(parent =>
      Object.entries(parent.nested).map(([id, child]) => [child, { parent, id }] as const),
    ),
  )

  const fromParent = (child: StackTemplate, name: string): unknown => {
    const found = parents.get(child)
    if (found === undefined) return undefined
    const resource = section(section(found.parent.template, 'Resources'), found.id)
    const given = section(section(resource, 'Properties'), 'Parameters')[name]
    return given === undefined ? undefined : open.get(found.parent)?.scope.resolve(given)
  }

  const exported = (name: string): unknown => {
    for (const { scope } of open.values()) {
      for (const [output, described] of Object.entries(section(scope.template, 'Outputs'))) {
        const given = section(described, 'Export')['Name']
        if (given !== undefined && plainText(scope.resolve(given)) === name) return scope.output(output)
      }
    }
    return undefined
  }

  for (const stack of all) {
    const resources = section(stack.template, 'Resources')
    const nameOf = (id: string): string => names.get(resources[id]) ?? id
    const scope = newScope({
      template: stack.template,
      stackName: stack.stackName,
      parameter: name => fromParent(stack, name) ?? stack.parameters[name],
      tableOf,
      ownTable: nameOf,
      exported,
      nestedOutput: (id, output) => {
        const child = stack.nested[id]
        return child === undefined ? undefined : open.get(child)?.scope.output(output)
      },
    })
    open.set(stack, { ...stack, scope, nameOf })
  }
  return [...open.values()]
}

/** Ids of the tables that the stacks make. */
export const tablesOfStacks = (stacks: readonly StackTemplate[]): readonly string[] =>
  flattened(stacks).flatMap(tablesOf)

/** The text of a value that is known for sure, or as good as that. */
export const knownText = (value: unknown): string | undefined => {
  if (isStandIn(value)) return value.unknown.length === 0 ? plainText(value) : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
