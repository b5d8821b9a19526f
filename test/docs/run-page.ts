import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { publicEntries } from '../../scripts/public-entries.ts'

/** What a run left: its exit code, and all that it said. */
export interface PageRun {
  readonly status: number | null
  readonly output: string
}

/** Runs the module of a page in a folder of its own, by Node as it is. */
export const runPage = (
  page: string,
  code: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): PageRun => {
  const args = [resolve('test/docs/run-module.ts'), `${page}.ts`, JSON.stringify(publicEntries())]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    input: code,
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, ...environment, NODE_TEST_CONTEXT: undefined },
  })
  return { status, output: `${stdout}${stderr}` }
}
