import { spawnSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { Missing } from './running.ts'
import { startLocalStack } from './start-localstack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where LocalStack answers, or why it is not there. */
    readonly localstack: { readonly endpoint: string } | { readonly missing: string }
  }
}

const { XDG_CACHE_HOME = join(homedir(), '.cache'), CI } = process.env

/** Starts LocalStack for the run and bundles the functions; ends it with everything in it. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const started = await startLocalStack(join(XDG_CACHE_HOME, 'tailrace'), process.env).catch((error: unknown) => {
    // A person's machine may lack something; one that is there to run these tests may not.
    if (error instanceof Missing && CI === undefined) return error
    throw error
  })
  if (started instanceof Missing) {
    provide('localstack', { missing: started.message })
    return async () => Promise.resolve()
  }
  const bundled = spawnSync(process.execPath, ['scripts/bundle.ts'], { encoding: 'utf8' })
  if (bundled.status !== 0) throw new Error(`the functions could not be bundled:\n${bundled.stdout}${bundled.stderr}`)
  process.stdout.write(`LocalStack at ${started.endpoint}, ${started.how}\n`)
  provide('localstack', { endpoint: started.endpoint })
  return started.stop
}
