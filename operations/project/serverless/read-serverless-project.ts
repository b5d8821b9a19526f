import { join } from 'node:path'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { functionId, mergedList } from '../../../engine/serverless-resources.ts'
import type { ServerlessStreamEvent } from '../../../engine/serverless-stream.ts'
import { notPiped } from '../cloudformation/pipes.ts'
import { parseTemplate } from '../cloudformation/read-template.ts'
import { kinesisStreamsOf, pipesIn } from '../cloudformation/mappings-in.ts'
import { tablesOfOpenStacks } from '../cloudformation/read-stacks.ts'
import { section } from '../cloudformation/scope.ts'
import type { OpenStack, StackTemplate } from '../cloudformation/stack.ts'
import { openStacks, tablesOfStacks } from '../cloudformation/stack.ts'
import { partsOf, standIn, withKnownTexts } from '../cloudformation/stand-in.ts'
import type { FoundFunction, FoundProject, FoundStream } from '../found-project.ts'
import { isSameKinesisStream, kinesisText, notOfTables } from '../kinesis-streams.ts'
import { onFailureOf } from '../on-failure.ts'
import type { ReadFunction } from '../read-functions.ts'
import { readFunctions } from '../read-functions.ts'
import type { Serverless } from '../read-serverless.ts'
import { readServerless } from '../read-serverless.ts'
import type { ServerlessOptions } from '../read-serverless.ts'
import { withTexts } from '../variables/unresolved.ts'
import { existsSync } from 'node:fs'

type Env = Readonly<Record<string, string | undefined>>

const customOf = async ({ at }: Serverless, name: string): Promise<unknown> =>
  withTexts(await at('custom', 'tailrace', name))

const stackOf = (file: string, folder: string, stackName: string, template: Plain): StackTemplate => ({
  stackName,
  file,
  folder,
  template,
  parameters: {},
  nested: {},
  asset: () => undefined,
})

type NamedFunction = Pick<ReadFunction, 'functionName' | 'deployedName'>

/** The resources of the file, and the functions that the deploy tool adds to them. */
const ownTemplate = (resources: unknown, found: readonly NamedFunction[]): Plain => {
  const template = mergedList(withTexts(resources))
  const functions = found.map(({ functionName, deployedName }) => [
    functionId(functionName),
    { Type: 'AWS::Lambda::Function', Properties: { FunctionName: deployedName } },
  ])
  return {
    ...template,
    Resources: { ...section(template, 'Resources'), ...(Object.fromEntries(functions) as Plain) },
  }
}

const foundFunction = (folder: string, { scope }: OpenStack, found: ReadFunction): FoundFunction => {
  const environment = Object.entries(found.environment).map(([name, value]) => {
    const resolved = scope.resolve(value)
    // A variable that nobody here could resolve stands as its own text.
    const isOwnText = typeof resolved === 'string' && found.standIns.has(name)
    return [name, isOwnText ? standIn(resolved, resolved) : resolved] as const
  })
  return {
    functionName: found.functionName,
    otherNames: [found.deployedName],
    deployedName: found.deployedName,
    runtime: found.runtime,
    isImage: found.isImage,
    code: () => ({ codeFolder: folder, handler: found.handler, entryPoints: [] }),
    timeoutMs: found.timeoutMs,
    memorySizeMb: found.memorySizeMb,
    environment: Object.fromEntries(environment),
    streams: () =>
      found.streams.map(({ arn, settings, destinationConfig, isByKinesis, pipe }): FoundStream => ({
        arn: scope.resolve(arn),
        settings: () => settings,
        onFailure: onFailureOf(scope.resolve(destinationConfig)),
        ...(isByKinesis && { way: { type: 'kinesis' } }),
        ...(pipe !== undefined && { way: { type: 'pipe', pipe } }),
      })),
  }
}

const fragmentOf = (folder: string, name: string, stackName: string): StackTemplate | undefined => {
  const path = join(folder, name)
  return existsSync(path) ? stackOf(name, folder, stackName, parseTemplate(path, name)) : undefined
}

const stackNameOf = async ({ at }: Serverless): Promise<string> => {
  const [service, stage] = [await at('service'), await at('provider', 'stage')]
  // The older form of `service` is a mapping.
  const name = isPlain(service) ? service['name'] : service
  return [name, typeof stage === 'string' ? stage : 'dev'].filter(each => typeof each === 'string').join('-')
}

/** The own resources, and a fragment that is only made for this machine: as named, else where one is expected. */
const stacksOf = async (
  serverless: Serverless,
  folder: string,
  found: readonly NamedFunction[],
): Promise<readonly StackTemplate[]> => {
  const stackName = await stackNameOf(serverless)
  const template = ownTemplate(await serverless.at('resources'), found)
  const own = stackOf(serverless.file, folder, stackName, template)
  const named = await customOf(serverless, 'table')
  if (typeof named !== 'string' && tablesOfStacks([own]).length > 0) return [own]
  const fragment = fragmentOf(folder, typeof named === 'string' ? named : 'infra/table.yml', stackName)
  if (fragment === undefined) return [own]
  const resources = section(fragment.template, 'Resources')
  const known = tablesOfStacks([own])
  // What the file has itself is not taken from the fragment.
  const others = Object.entries(resources).filter(([id]) => !known.includes(id))
  return [own, { ...fragment, template: { ...fragment.template, Resources: Object.fromEntries(others) } }]
}

/** What the resources say of functions' sources, before anything is read of the functions. */
interface Around {
  /** Tells the Kinesis streams that tables write to from others. */
  readonly isWanted: (arn: unknown) => { readonly isWanted: boolean; readonly arn: unknown }
  /** The pipes on tables' streams whose target a function is. */
  readonly pipesOf: (functionName: string) => readonly ServerlessStreamEvent[]
  readonly notes: readonly string[]
}

const lookAround = async (
  serverless: Serverless,
  folder: string,
  tableOf: (name: string) => string | undefined,
  elsewhere: readonly string[],
): Promise<Around> => {
  const names = Object.keys(mergedList(withTexts(await serverless.at('functions'))))
  const named = names.map(functionName => ({ functionName, deployedName: functionName }))
  const stacks = openStacks(await stacksOf(serverless, folder, named), tableOf)
  const [own] = stacks
  const known = [...elsewhere, ...kinesisStreamsOf(stacks)]
  const { pipes, notes } = pipesIn(stacks, known)
  const isTarget = (functionName: string, target: string): boolean =>
    target === functionName || target === `${own?.stackName ?? ''}-${functionName}`
  const unknown = pipes.filter(({ target }) => !names.some(name => isTarget(name, target)))
  return {
    isWanted: given => {
      const arn = own?.scope.resolve(withTexts(given)) ?? given
      return { arn, isWanted: known.some(each => isSameKinesisStream(each, kinesisText(arn))) }
    },
    pipesOf: functionName =>
      pipes
        .filter(({ target }) => isTarget(functionName, target))
        .map(({ arn, logicalId, properties }) => ({
          arn,
          properties: withKnownTexts(properties) as Plain,
          isByKinesis: false,
          pipe: logicalId,
        })),
    notes: [
      ...notes,
      ...unknown.map(({ logicalId, target, stack }) =>
        notPiped(
          `${logicalId} of ${stack.file}`,
          `its target ${target} is no function that is described here`,
        ),
      ),
    ],
  }
}

/**
 * Reads a deploy file of the Serverless Framework.
 *
 * @param tableOf - id of a table that is described elsewhere, by the name under which the file refers to it
 * @throws PipelineError `project.file-unreadable`, `engine.setting-not-literal`, `engine.setting-invalid`
 */
export const readServerlessProject = async (
  folder: string,
  env: Env,
  options: ServerlessOptions,
  tableOf: (name: string) => string | undefined,
  kinesisStreams: readonly string[] = [],
): Promise<FoundProject> => {
  const sources = new Set<string>()
  const onRead = (path: string): void => {
    sources.add(path)
    options.onRead(path)
  }
  const serverless = await readServerless(folder, env, { ...options, onRead })
  const strangers: string[] = []
  const { isWanted, pipesOf, notes: unpiped } = await lookAround(serverless, folder, tableOf, kinesisStreams)
  const wantsKinesis = (functionName: string, arn: unknown): boolean => {
    const isIt = isWanted(arn)
    if (!isIt.isWanted) strangers.push(notOfTables(functionName, isIt.arn))
    return isIt.isWanted
  }
  const found = await readFunctions(serverless, 'read', wantsKinesis, pipesOf)
  const stacks = await stacksOf(serverless, folder, found)
  const ids = tablesOfStacks(stacks)
  const open = openStacks(stacks, name => tableOf(name) ?? (ids.includes(name) ? name : undefined))
  const [own] = open
  const functions = own === undefined ? [] : found.map(each => foundFunction(folder, own, each))
  const arns = functions.flatMap(each => each.streams().map(({ arn }) => arn))
  const used = arns.flatMap(arn =>
    partsOf(arn).flatMap(part => (typeof part === 'string' ? [] : [part.table])),
  )
  const { tables, notes } = tablesOfOpenStacks(open, new Set(used))
  const input = await customOf(serverless, 'input')
  for (const { file } of stacks) sources.add(join(folder, file))
  return {
    file: serverless.file,
    kind: 'serverless',
    functions,
    tables,
    ownTables: own === undefined ? [] : tablesOfStacks([own]),
    sources: [...sources],
    notes: [...notes, ...strangers, ...unpiped],
    input: typeof input === 'string' ? input : undefined,
  }
}
