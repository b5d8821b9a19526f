import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import type { FoundProject } from '../found-project.ts'
import { parseYaml } from '../parse-yaml.ts'
import { isSamTemplate, plainTemplate } from '../sam/sam-template.ts'
import type { SamConfig } from '../sam/samconfig.ts'
import { readSamConfig } from '../sam/samconfig.ts'
import { readStacks } from './read-stacks.ts'
import { section } from './scope.ts'
import type { StackTemplate } from './stack.ts'

/**
 * Parses a template of CloudFormation, YAML or JSON.
 *
 * @param file - what it is called in a message
 * @throws PipelineError `project.file-unreadable`
 */
export const parseTemplate = (path: string, file: string): Plain => {
  const refuse = (reason: string, cause?: unknown): Error =>
    raise(projectFaults, 'project.file-unreadable', { file, reason }, { cause })
  let template: unknown
  try {
    const text = readFileSync(path, 'utf8')
    template = path.endsWith('.json') ? (JSON.parse(text) as unknown) : parseYaml(text)
  } catch (error) {
    throw refuse(reasonOf(error), error)
  }
  if (!isPlain(template)) throw refuse('it is no template')
  const loop = Object.keys(section(template, 'Resources')).find(id => id.startsWith('Fn::ForEach'))
  if (loop !== undefined) throw refuse(`${loop} under Resources is not read: write its resources out`)
  return isSamTemplate(template) ? plainTemplate(template) : template
}

/** Folder or file of a nested stack, where its template is a file of the project. */
const nestedPath = (folder: string, resource: Plain): string | undefined => {
  if (resource['Type'] !== 'AWS::CloudFormation::Stack') return undefined
  const { TemplateURL } = section(resource, 'Properties')
  const path = typeof TemplateURL === 'string' ? resolve(folder, TemplateURL) : undefined
  return path !== undefined && existsSync(path) ? path : undefined
}

interface TemplateFile {
  readonly root: string
  readonly path: string
  readonly stackName: string
  readonly parameters: Readonly<Record<string, string>>
}

const templateAt = ({ root, path, stackName, parameters }: TemplateFile): StackTemplate => {
  const folder = dirname(path)
  const file = relative(root, path)
  const template = parseTemplate(path, file)
  const nested = Object.entries(section(template, 'Resources')).flatMap(([id, resource]) => {
    const inside = isPlain(resource) ? nestedPath(folder, resource) : undefined
    if (inside === undefined || inside === path) return []
    const child = templateAt({ root, path: inside, stackName: `${stackName}-${id}`, parameters: {} })
    return [[id, child] as const]
  })
  return {
    stackName,
    file,
    folder,
    template,
    parameters,
    nested: Object.fromEntries(nested),
    asset: () => undefined,
  }
}

const filesOf = (stack: StackTemplate, root: string): readonly string[] => [
  resolve(root, stack.file),
  ...Object.values(stack.nested).flatMap(child => filesOf(child, root)),
]

const noConfig: SamConfig = { file: undefined, stackName: undefined, templateFile: undefined, parameters: {} }

/** A template file of a project. */
export interface TemplateQuestion {
  /** Absolute. */
  readonly folder: string
  /** Relative to the folder. */
  readonly file: string
  readonly kind: 'sam' | 'cloudformation'
  /** The environment of `samconfig` that is meant. */
  readonly stage: string | undefined
  readonly tableOf: (name: string) => string | undefined
  /** ARNs of Kinesis streams that tables described elsewhere write to. */
  readonly kinesisStreams?: readonly string[] | undefined
}

/**
 * Reads a SAM or CloudFormation template, with the nested ones that are files of the project.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const readTemplate = (question: TemplateQuestion): FoundProject => {
  const { folder, file, kind, stage, tableOf, kinesisStreams } = question
  const config = kind === 'sam' ? readSamConfig(folder, stage) : noConfig
  const stackName = config.stackName ?? basename(folder)
  const stack = templateAt({
    root: folder,
    path: resolve(folder, file),
    stackName,
    parameters: config.parameters,
  })
  const { functions, tables, notes } = readStacks([stack], folder, tableOf, kinesisStreams)
  return {
    file,
    kind,
    functions,
    tables,
    ownTables: tables.map(({ id }) => id),
    sources: [...filesOf(stack, folder), ...(config.file === undefined ? [] : [join(folder, config.file)])],
    notes,
    input: undefined,
  }
}
