import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { cdkOutput } from './cdk/read-cdk.ts'
import { isPlain } from '../../engine/plain.ts'
import { projectFaults } from './faults.ts'
import { parseYaml } from './parse-yaml.ts'
import type { ProjectKind } from './project.ts'
import { serverlessFiles } from './read-serverless.ts'
import { isSamTemplate } from './sam/sam-template.ts'
import { readSamConfig } from './sam/samconfig.ts'

/** A deploy file of a project. */
export interface DeployFile {
  /** Relative to the project. */
  readonly file: string
  readonly kind: Exclude<ProjectKind, 'config'>
}

const templateFiles = ['template', 'cloudformation', 'stack'].flatMap(name =>
  ['yaml', 'yml', 'json'].map(extension => `${name}.${extension}`),
)

/** What a template is, as far as it can be read; a template that is none of ours is none. */
const kindOfTemplate = (folder: string, file: string): 'sam' | 'cloudformation' | undefined => {
  let template: unknown
  try {
    template = parseYaml(readFileSync(join(folder, file), 'utf8'))
  } catch {
    // Its own reader says what is wrong with it.
    return /AWS::Serverless-2016-10-31/.test(readFileSync(join(folder, file), 'utf8'))
      ? 'sam'
      : 'cloudformation'
  }
  if (isSamTemplate(template)) return 'sam'
  return isPlain(template) && isPlain(template['Resources']) ? 'cloudformation' : undefined
}

const templatesIn = (folder: string): readonly DeployFile[] => {
  const { templateFile } = readSamConfig(folder)
  const names = [...(templateFile === undefined ? [] : [templateFile]), ...templateFiles]
  return [...new Set(names)].flatMap(file => {
    const kind = existsSync(join(folder, file)) ? kindOfTemplate(folder, file) : undefined
    return kind === undefined ? [] : [{ file, kind }]
  })
}

/**
 * The deploy files of a folder in the order in which they are taken: of the Serverless Framework, of SAM, what CDK has
 * written, and templates of CloudFormation.
 */
export const deployFilesIn = (folder: string): readonly DeployFile[] => {
  const serverless = serverlessFiles.find(name => existsSync(join(folder, name)))
  const templates = templatesIn(folder)
  const output = cdkOutput(folder)
  return [
    ...(serverless === undefined ? [] : [{ file: serverless, kind: 'serverless' as const }]),
    ...templates.filter(({ kind }) => kind === 'sam'),
    ...(existsSync(join(folder, output, 'manifest.json')) ? [{ file: output, kind: 'cdk' as const }] : []),
    ...templates.filter(({ kind }) => kind === 'cloudformation'),
  ]
}

/**
 * The deploy file that is named.
 *
 * @throws PipelineError `project.file-unreadable` where it is not there, or is none
 */
export const namedDeployFile = (folder: string, file: string): DeployFile => {
  const refuse = (reason: string): Error => raise(projectFaults, 'project.file-unreadable', { file, reason })
  if (!existsSync(join(folder, file))) throw refuse('it is not there')
  if (existsSync(join(folder, file, 'manifest.json'))) return { file, kind: 'cdk' }
  if (/^serverless\b/.test(basename(file))) return { file, kind: 'serverless' }
  const kind = kindOfTemplate(folder, file)
  if (kind === undefined) throw refuse('it is neither a serverless file nor a template nor the output of CDK')
  return { file, kind }
}
