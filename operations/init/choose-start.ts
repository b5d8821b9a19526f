import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isPlain } from '../../engine/plain.ts'
import { deployFilesIn } from '../project/deploy-file.ts'
import type { DeployTool, ProjectStart } from './start.ts'

/** What the one who starts may decide. */
export interface StartChoices {
  readonly deploy?: DeployTool | undefined
  readonly language?: ProjectStart['language'] | undefined
}

/** As CloudFormation wants the names of stacks, and npm those of packages. */
export const startName = (folder: string): string => {
  const name = basename(folder)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name === '' ? 'tickets' : name.slice(0, 40)
}

const hasTypeScript = (folder: string, found: Readonly<Record<string, unknown>>): boolean => {
  if (readdirSync(folder).some(name => /^tsconfig.*\.json$/.test(name))) return true
  return ['dependencies', 'devDependencies'].some(kind => {
    const all = found[kind]
    return isPlain(all) && 'typescript' in all
  })
}

/** A CDK project that was never synthesized has no deploy file that could be read. */
const hasDeployFile = (folder: string): boolean =>
  deployFilesIn(folder).length > 0 || existsSync(join(folder, 'cdk.json'))

/**
 * Decides on a start from what is in the folder; what is there already decides before any default.
 *
 * @param found - the package.json of the folder; nothing where there is none
 */
export const chooseStart = (
  folder: string,
  found: Readonly<Record<string, unknown>> | undefined,
  { deploy = 'serverless', language }: StartChoices,
  version: string,
): ProjectStart => {
  const isThere = existsSync(folder)
  const isTyped = found === undefined || hasTypeScript(folder, found)
  return {
    name: startName(folder),
    language: language ?? (isTyped ? 'typescript' : 'javascript'),
    isModule: found === undefined || found['type'] === 'module',
    deploy,
    isBesideOther: isThere && hasDeployFile(folder),
    version,
  }
}
