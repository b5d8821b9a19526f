import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Registry } from '../../core/registry/registry.ts'
import { streamFunctions } from '../../engine/serverless-settings.ts'
import { loadFunction } from './load-module.ts'
import { sourceFile } from './source-file.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The registries of a project's stream functions, without looking at the filter patterns made from them. */
export const registriesByName = async (folder: string, env: Env): Promise<ReadonlyMap<string, Registry>> => {
  const serverless: unknown = parse(readFileSync(join(folder, 'serverless.yml'), 'utf8'), {
    logLevel: 'error',
  })
  const loaded = streamFunctions(serverless).map(async ({ functionName, file }) => {
    const build = await loadFunction<(env: Env) => Registry>(sourceFile(folder, file), 'pipeline')
    return [functionName, build(env)] as const
  })
  return new Map(await Promise.all(loaded))
}
