import { spawnSync } from 'node:child_process'

/** Before the first test: the page as its sources are now. */
export const setup = (): void => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-page.ts', '--if-stale'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the page cannot be built: ${stderr}`)
}
