import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { projectFaults } from '../faults.ts'
import { loadConfiguration } from '../load-configuration.ts'
import type { GivenConfig } from './apply-config.ts'
import { checkConfig } from './check-config.ts'

type Env = Readonly<Record<string, string | undefined>>

const names = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map(extension => `tailrace.config.${extension}`)

const contentOf = async (folder: string, file: string, env: Env): Promise<unknown> => {
  const path = join(folder, file)
  try {
    return file.endsWith('.json')
      ? (JSON.parse(readFileSync(path, 'utf8')) as unknown)
      : await loadConfiguration(path, env)
  } catch (error) {
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/**
 * Reads the configuration of a project; `undefined` where there is none.
 *
 * @throws PipelineError `project.file-unreadable`, `project.config-invalid`
 */
export const readConfig = async (folder: string, env: Env): Promise<GivenConfig | undefined> => {
  const file = names.find(name => existsSync(join(folder, name)))
  if (file === undefined) return undefined
  return { file, config: checkConfig(await contentOf(folder, file, env), file) }
}
