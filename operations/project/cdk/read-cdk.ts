import { existsSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { parseTemplate } from '../cloudformation/read-template.ts'
import { readStacks } from '../cloudformation/read-stacks.ts'
import { section } from '../cloudformation/scope.ts'
import type { StackTemplate } from '../cloudformation/stack.ts'
import { projectFaults } from '../faults.ts'
import type { FoundProject } from '../found-project.ts'

/** Where the output of a synth lies, as `cdk.json` says it; relative to the project. */
export const cdkOutput = (folder: string): string => {
  const path = join(folder, 'cdk.json')
  if (!existsSync(path)) return 'cdk.out'
  const output = section({ file: parsedJson(path, 'cdk.json') }, 'file')['output']
  return typeof output === 'string' && output !== '' ? output : 'cdk.out'
}

const parsedJson = (path: string, file: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/** An artifact of an assembly. */
interface Artifact {
  readonly id: string
  readonly type: unknown
  readonly properties: Plain
}

/** What a folder with a manifest holds. */
interface Assembly {
  readonly folder: string
  readonly artifacts: readonly Artifact[]
}

/** An assembly and those inside of it: a stage has one of its own. */
const assembliesIn = (root: string, folder: string): readonly Assembly[] => {
  const path = join(folder, 'manifest.json')
  const manifest = { file: parsedJson(path, relative(root, path)) }
  const artifacts = Object.entries(section(section(manifest, 'file'), 'artifacts')).flatMap(
    ([id, artifact]) =>
      isPlain(artifact) ? [{ id, type: artifact['type'], properties: section(artifact, 'properties') }] : [],
  )
  const inner = artifacts.flatMap(({ type, properties: { directoryName } }) =>
    type === 'cdk:cloud-assembly' && typeof directoryName === 'string' ? [join(folder, directoryName)] : [],
  )
  return [{ folder, artifacts }, ...inner.flatMap(each => assembliesIn(root, each))]
}

/** Paths of assets by their hashes. */
const assetsOf = (root: string, { folder, artifacts }: Assembly): ReadonlyMap<string, string> => {
  const files = artifacts.flatMap(({ type, properties: { file } }) =>
    type === 'cdk:asset-manifest' && typeof file === 'string' ? [join(folder, file)] : [],
  )
  return new Map(
    files.flatMap(path => {
      const assets = section(section({ file: parsedJson(path, relative(root, path)) }, 'file'), 'files')
      return Object.entries(assets).flatMap(([hash, asset]) => {
        const { path: source } = section(asset, 'source')
        return typeof source === 'string' ? [[hash, resolve(folder, source)] as const] : []
      })
    }),
  )
}

const hashOf = (key: string): string => basename(key).split('.')[0] ?? key

interface Reading {
  readonly root: string
  readonly folder: string
  readonly assets: ReadonlyMap<string, string>
}

const assetOfResource = (resource: Plain): string | undefined => {
  const path = section(resource, 'Metadata')['aws:asset:path']
  return typeof path === 'string' ? path : undefined
}

const stackAt = (reading: Reading, templateFile: string, stackName: string): StackTemplate => {
  const { root, folder, assets } = reading
  const path = join(folder, templateFile)
  const file = relative(root, path)
  const template = parseTemplate(path, file)
  const nested = Object.entries(section(template, 'Resources')).flatMap(([id, resource]) => {
    const inside =
      isPlain(resource) && resource['Type'] === 'AWS::CloudFormation::Stack'
        ? assetOfResource(resource)
        : undefined
    return inside === undefined ? [] : [[id, stackAt(reading, inside, `${stackName}-${id}`)] as const]
  })
  return {
    stackName,
    file,
    folder,
    template,
    parameters: {},
    nested: Object.fromEntries(nested),
    asset: key => assets.get(hashOf(key)),
  }
}

const stacksOf = (
  root: string,
  assembly: Assembly,
  assets: ReadonlyMap<string, string>,
): readonly StackTemplate[] =>
  assembly.artifacts.flatMap(({ id, type, properties: { templateFile, stackName } }) =>
    type === 'aws:cloudformation:stack' && typeof templateFile === 'string'
      ? [
          stackAt(
            { root, folder: assembly.folder, assets },
            templateFile,
            typeof stackName === 'string' ? stackName : id,
          ),
        ]
      : [],
  )

/**
 * Reads what `cdk synth` has written: all stacks, the nested ones and those of stages, with code from the assets as
 * they were built.
 *
 * @param folder - absolute, of the project
 * @param output - folder of the synth's output, relative to that
 * @throws PipelineError `project.file-unreadable`
 */
export const readCdk = (
  folder: string,
  output: string,
  tableOf: (name: string) => string | undefined,
  kinesisStreams?: readonly string[],
): FoundProject => {
  const assemblies = assembliesIn(folder, resolve(folder, output))
  const stacks = assemblies.flatMap(each => stacksOf(folder, each, assetsOf(folder, each)))
  const { functions, tables, notes } = readStacks(stacks, folder, tableOf, kinesisStreams)
  return {
    file: output,
    kind: 'cdk',
    functions,
    tables,
    ownTables: tables.map(({ id }) => id),
    // A synth writes the manifest last.
    sources: assemblies.map(each => join(each.folder, 'manifest.json')),
    notes,
    input: undefined,
  }
}
