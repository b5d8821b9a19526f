import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Of a page: a start of `dev` does not wait for longer. */
const longestMs = 60_000

const script = (): string => fileURLToPath(new URL('../../scripts/build-page.ts', import.meta.url))

/**
 * Builds the page where its sources are what runs, unless what is built is newer than they are. The package has it
 * built, and there nothing is done.
 *
 * @returns why it could not be built, in a line
 */
export const buildPageOfSources = async (): Promise<string | undefined> => {
  if (!import.meta.url.endsWith('.ts')) return undefined
  return new Promise(resolve => {
    execFile(process.execPath, [script(), '--if-stale'], { timeout: longestMs }, (error, _, said) => {
      const lines = said.split('\n').filter(line => /\bError\b/.test(line))
      resolve(error === null ? undefined : (lines[0] ?? error.message.split('\n')[0] ?? ''))
    })
  })
}
