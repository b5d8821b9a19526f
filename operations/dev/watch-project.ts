import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

const isSource = (name: string | null): boolean => name !== null && /\.([cm]?[jt]s|json)$/.test(name)

/** Editors write a file in several steps. */
const settleMs = 150

/** Calls back when a source file of the project has changed; dot folders and node_modules are not looked at. */
export const watchProject = (folder: string, onChange: () => void): (() => void) => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter(
    entry => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  )
  let timer: NodeJS.Timeout | undefined
  const watchers = folders.map(({ name }) =>
    watch(join(folder, name), { recursive: true }, (_, changed) => {
      if (!isSource(changed) || changed?.includes('node_modules') === true) return
      clearTimeout(timer)
      timer = setTimeout(onChange, settleMs)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
