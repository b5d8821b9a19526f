import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { section } from '../cloudformation/scope.ts'
import { projectFaults } from '../faults.ts'
import { parseYaml } from '../parse-yaml.ts'

/** What `samconfig` says of how a template is deployed. */
export interface SamConfig {
  /** Name of the file, if there is one. */
  readonly file: string | undefined
  readonly stackName: string | undefined
  readonly templateFile: string | undefined
  /** Values of parameters, by their names. */
  readonly parameters: Readonly<Record<string, string>>
}

const names = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']

/** `Name=value`, or `ParameterKey=Name,ParameterValue=value`; a value with spaces stands in quotes. */
const assignment =
  /(?:ParameterKey=(?<key>[A-Za-z0-9]+),ParameterValue=|(?<name>[A-Za-z0-9]+)=)(?<value>"(?:\\.|[^"\\])*"|'[^']*'|[^\s]*)/g

const unquoted = (text: string): string =>
  /^(".*"|'.*')$/s.test(text) ? text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : text

const fromText = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(assignment)].map(({ groups = {} }) => [
    groups['key'] ?? groups['name'] ?? '',
    unquoted(groups['value'] ?? ''),
  ])

/** An entry of a list is one assignment, in which spaces need no quotes. */
const fromEntry = (entry: unknown): readonly (readonly [string, string])[] => {
  if (isPlain(entry)) return Object.entries(entry).map(([name, value]) => [name, String(value)])
  const text = String(entry).trim()
  const whole = /^(?:ParameterKey=([A-Za-z0-9]+),ParameterValue=|([A-Za-z0-9]+)=)(.*)$/s.exec(text)
  const name = whole?.[1] ?? whole?.[2]
  return name === undefined || /\s[A-Za-z0-9]+=/.test(text)
    ? fromText(text)
    : [[name, unquoted(whole?.[3] ?? '')]]
}

/** The forms of `parameter_overrides`: a text, a list of texts, a mapping. */
export const parameterOverrides = (given: unknown): Readonly<Record<string, string>> => {
  if (typeof given === 'string') return Object.fromEntries(fromText(given))
  const entries: readonly unknown[] = Array.isArray(given) ? given : isPlain(given) ? [given] : []
  return Object.fromEntries(entries.flatMap(fromEntry))
}

const parsed = (folder: string, file: string): unknown => {
  try {
    const text = readFileSync(join(folder, file), 'utf8')
    return file.endsWith('.toml') ? parse(text) : parseYaml(text)
  } catch (error) {
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

const textIn = (parameters: Plain, name: string): string | undefined => {
  const value = parameters[name]
  return typeof value === 'string' ? value : undefined
}

/**
 * Reads the configuration of a SAM project: what the command `deploy` is given, over what all commands are.
 *
 * @param environment - the table of the file that is meant, as `--config-env` names it
 * @throws PipelineError `project.file-unreadable`
 */
export const readSamConfig = (folder: string, environment = 'default'): SamConfig => {
  const file = names.find(name => existsSync(join(folder, name)))
  const content = file === undefined ? {} : section(parsed(folder, file), environment)
  const parameters: Plain = {
    ...section(section(content, 'global'), 'parameters'),
    ...section(section(content, 'deploy'), 'parameters'),
  }
  return {
    file,
    stackName: textIn(parameters, 'stack_name'),
    templateFile: textIn(parameters, 'template_file') ?? textIn(parameters, 'template'),
    parameters: parameterOverrides(parameters['parameter_overrides']),
  }
}
