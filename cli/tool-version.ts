import { existsSync, readFileSync } from 'node:fs'

/** Name and version from the package's own package.json, which lies further up when this is built. */
export const toolVersion = (): string => {
  const places = ['../package.json', '../../package.json'].map(place => new URL(place, import.meta.url))
  const place = places.find(each => existsSync(each))
  if (place === undefined) return 'tailrace'
  const { name, version } = JSON.parse(readFileSync(place, 'utf8')) as {
    readonly name: string
    readonly version: string
  }
  return `${name} ${version}`
}
