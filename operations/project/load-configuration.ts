import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * What a file of code exports as the configuration of a project: its default, or what a CommonJS file exports; a
 * function is called. A file that has changed is loaded anew.
 *
 * @throws unknown whatever the file throws
 */
export const loadConfiguration = async (path: string): Promise<unknown> => {
  const url = pathToFileURL(path)
  url.searchParams.set('changed', String(statSync(path).mtimeMs))
  const loaded = (await import(url.href)) as Readonly<Record<string, unknown>>
  const exported = 'default' in loaded ? loaded['default'] : loaded
  const value: unknown = typeof exported === 'function' ? (exported as () => unknown)() : exported
  return value
}
