import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { isPlain } from '../../engine/plain.ts'
import { initFaults } from './faults.ts'
import { withJsonMembers } from './json-text.ts'

/** What a package.json has to have for the files of a start. */
export interface WantedPackage {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** A package.json with what was missing in it. */
export interface MergedPackage {
  readonly text: string
  /** What was added, as a person would say it. */
  readonly added: readonly string[]
  /** What is there already and says something else. */
  readonly left: readonly string[]
}

type Plain = Readonly<Record<string, unknown>>

/**
 * The object in a package.json.
 * @throws PipelineError `init.package-unreadable`
 */
export const parsePackage = (text: string, file: string): Plain => {
  const refuse = (reason: string): Error => raise(initFaults, 'init.package-unreadable', { file, reason })
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw refuse(reasonOf(error))
  }
  if (!isPlain(value)) throw refuse('it is no object')
  for (const name of ['scripts', 'dependencies', 'devDependencies'])
    if (value[name] !== undefined && !isPlain(value[name])) throw refuse(`${name} is no object`)
  return value
}

const membersOf = (value: unknown): Plain => (isPlain(value) ? value : {})

const dependencyKinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

/** Those of `wanted` that are nowhere. */
const missing = (
  wanted: Readonly<Record<string, string>>,
  places: readonly Plain[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(wanted).filter(([name]) => !places.some(place => name in place)))

/**
 * Adds scripts and dependencies that are missing to the text of a package.json, and changes nothing else of it.
 *
 * @throws PipelineError `init.package-unreadable`
 */
export const mergePackage = (text: string, file: string, wanted: WantedPackage): MergedPackage => {
  const found = parsePackage(text, file)
  const dependencies = dependencyKinds.map(kind => membersOf(found[kind]))
  const scripts = membersOf(found['scripts'])
  const parts = [
    ['scripts', missing(wanted.scripts, [scripts])],
    ['dependencies', missing(wanted.dependencies, dependencies)],
    ['devDependencies', missing(wanted.devDependencies, dependencies)],
  ] as const
  return {
    text: parts.reduce((merged, [section, added]) => withJsonMembers(merged, section, added), text),
    added: parts.flatMap(([section, added]) => Object.keys(added).map(name => `${section}.${name}`)),
    left: Object.entries(wanted.scripts)
      .filter(([name, command]) => name in scripts && scripts[name] !== command)
      .map(([name]) => `scripts.${name}`),
  }
}
