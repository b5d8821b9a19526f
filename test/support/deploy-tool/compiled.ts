import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { CompiledProject } from './compiled-project.ts'

const entry = fileURLToPath(new URL('./compile-projects.ts', import.meta.url))

/** What the deploy tool makes of projects, in the environment that is given and no other. */
export const compiledByDeployTool = async (
  folders: readonly string[],
  env: Readonly<Record<string, string>>,
  schemaFolder: string,
): Promise<ReadonlyMap<string, CompiledProject>> => {
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env['PATH'], HOME: schemaFolder, SLS_SCHEMA_CACHE_BASE_DIR: schemaFolder, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify(folders))
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)])
  const compiled = out
    .split('\n')
    .filter(line => line.startsWith('{"folder"'))
    .map(line => JSON.parse(line) as CompiledProject)
  if (compiled.length !== folders.length) throw new Error(`the deploy tool ended early: ${said}`)
  return new Map(compiled.map(each => [each.folder, each]))
}
