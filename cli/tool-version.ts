import { existsSync, readFileSync } from 'node:fs'

interface OwnPackage {
  readonly name: string
  readonly version: string
}

/** The package's own package.json, which lies further up when this is built, or lies nowhere when it is bundled. */
const ownPackage = (): OwnPackage | undefined => {
  const places = ['../package.json', '../../package.json'].map(place => new URL(place, import.meta.url))
  const place = places.find(each => existsSync(each))
  return place === undefined ? undefined : (JSON.parse(readFileSync(place, 'utf8')) as OwnPackage)
}

/** Name and version of the package. */
export const toolVersion = (): string => {
  const own = ownPackage()
  return own === undefined ? 'tailrace' : `${own.name} ${own.version}`
}

/** The version alone. */
export const ownVersion = (): string => ownPackage()?.version ?? '0.0.0'
