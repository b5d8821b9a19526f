import { spawnSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { Missing } from './running.ts'
import { startLocalStack } from './start-localstack.ts'
import { startSinks } from './start-sinks.ts'

/** Where everything answers. */
export interface LocalStackTarget {
  readonly endpoint: string
  readonly searchUrl: string
  readonly cacheUrl: string
  /** The file of what functions ask of AWS; not in Docker. */
  readonly calls?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** What was started, or the reason why nothing was. */
    readonly target: LocalStackTarget | { readonly missing: string }
  }
}

const { XDG_CACHE_HOME = join(homedir(), '.cache'), CI } = process.env
const cacheFolder = join(XDG_CACHE_HOME, 'tailrace')

const bundle = (): void => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bundle.ts'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the functions could not be bundled:\n${stdout}${stderr}`)
}

type Stop = () => Promise<void>

/** Starts LocalStack, OpenSearch and Redis for the run; the function that is returned ends them. */
export const setup = async ({ provide }: TestProject): Promise<Stop> => {
  const running: { readonly stop: Stop }[] = []
  const stop: Stop = async () => {
    await Promise.all(running.map(async each => each.stop()))
  }
  try {
    bundle()
    const localstack = await startLocalStack(cacheFolder, process.env)
    running.push(localstack)
    const sinks = await startSinks(cacheFolder, process.env)
    running.push(sinks)
    const { endpoint, how, calls } = localstack
    process.stdout.write(`LocalStack answers at ${endpoint}, ${how}; OpenSearch and Redis beside it\n`)
    const { searchUrl, cacheUrl } = sinks
    provide('target', { endpoint, searchUrl, cacheUrl, ...(calls !== undefined && { calls }) })
  } catch (error) {
    await stop()
    // A person's machine may lack something; one that is there to run these tests may not.
    if (!(error instanceof Missing) || CI !== undefined) throw error
    provide('target', { missing: error.message })
  }
  return stop
}
