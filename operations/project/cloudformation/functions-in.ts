import type { Plain } from '../../../engine/plain.ts'
import type { FoundFunction, FoundStream } from '../found-project.ts'
import { onFailureOf } from '../on-failure.ts'
import { codePlace, isImage } from './code-place.ts'
import { mappingSettingsOf } from './mapping-settings-of.ts'
import type { FoundMapping } from './mappings-in.ts'
import type { StackResource } from './resources-of.ts'
import { functionNameIn, inFile, resourcesOf } from './resources-of.ts'
import { section } from './scope.ts'
import type { OpenStack } from './stack.ts'
import { knownText } from './stack.ts'
import { plainText } from './stand-in.ts'

const numberOr = (value: unknown, otherwise: number): number => {
  const found = Number(knownText(value) ?? Number.NaN)
  return Number.isInteger(found) && found > 0 ? found : otherwise
}

/** What Lambda takes where nothing is said: seconds and MB. */
const lambdaDefaults = { timeout: 3, memorySize: 128 }

const entryPointsOf = (resource: Plain): readonly string[] => {
  const given = section(section(resource, 'Metadata'), 'BuildProperties')['EntryPoints']
  const all: readonly unknown[] = Array.isArray(given) ? given : []
  return all.filter(each => typeof each === 'string')
}

const deployedNameOf = ({ scope, file }: OpenStack, logicalId: string): string =>
  inFile(file, () => plainText(scope.resolve({ Ref: logicalId })))

/** A stream that begins with the run holds nothing before whatever moment was meant. */
const fromTheStart = (properties: Plain): Plain =>
  plainText(properties['StartingPosition']) === 'AT_TIMESTAMP'
    ? { ...properties, StartingPosition: 'TRIM_HORIZON' }
    : properties

const functionIn = (
  { stack, logicalId, resource }: StackResource,
  mappings: readonly FoundMapping[],
  folder: string,
): FoundFunction => {
  const { scope, file, nameOf } = stack
  const given = section(resource, 'Properties')
  const property = (name: string): unknown => inFile(file, () => scope.resolve(given[name]))
  const functionName = nameOf(logicalId, resource)
  const runtime = plainText(property('Runtime') ?? '')
  return {
    functionName,
    otherNames: [logicalId, deployedNameOf(stack, logicalId)],
    deployedName: deployedNameOf(stack, logicalId),
    runtime,
    isImage: isImage(property('PackageType'), property('Code')),
    code: () =>
      codePlace(
        {
          functionName,
          runtime,
          code: property('Code'),
          handler: property('Handler'),
          entryPoints: entryPointsOf(resource),
        },
        { folder, templateFolder: stack.folder, asset: stack.asset },
      ),
    timeoutMs: numberOr(property('Timeout'), lambdaDefaults.timeout) * 1000,
    memorySizeMb: numberOr(property('MemorySize'), lambdaDefaults.memorySize),
    environment: section(property('Environment'), 'Variables'),
    streams: () =>
      mappings.map(({ arn, properties, way }): FoundStream => ({
        arn,
        settings: () =>
          mappingSettingsOf(functionName, way?.type === 'kinesis' ? fromTheStart(properties) : properties),
        onFailure: onFailureOf(properties['DestinationConfig']),
        ...(way !== undefined && { way }),
      })),
  }
}

/** The functions of stacks that mappings are for, and which of those found theirs. */
export const functionsIn = (
  stacks: readonly OpenStack[],
  mappings: readonly FoundMapping[],
  folder: string,
): { readonly functions: readonly FoundFunction[]; readonly served: ReadonlySet<FoundMapping> } => {
  const served = new Set<FoundMapping>()
  const functions = resourcesOf(stacks, 'AWS::Lambda::Function').flatMap(each => {
    const name = functionNameIn(deployedNameOf(each.stack, each.logicalId))
    const own = mappings.filter(({ target }) => target === name)
    for (const mapping of own) served.add(mapping)
    return own.length === 0 ? [] : [functionIn(each, own, folder)]
  })
  return { functions, served }
}
