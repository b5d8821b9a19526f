import { spawnSync } from 'node:child_process'

/** The page as it is in the source now. */
export const setup = (): void => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-page.ts'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the page cannot be built: ${stderr}`)
}
