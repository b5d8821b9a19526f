import { createHmac } from 'node:crypto'
import { canonicalNumber } from '../../core/attributes/decimal.ts'
import type { DiffPath } from '../../core/diff/image-diff.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import { auditFaults } from './faults.ts'

/** A secret for digests, with a name of its own, so that another can take its place. */
export interface DigestKey {
  /** Stands in every digest: entries whose digests have the same key id can be compared. */
  readonly keyId: string
  /** At least 32 random bytes, from a place that whoever reads the audit cannot read. */
  readonly secret: string | Uint8Array
}

/** A value that was taken out, and where it stood. */
export interface Redacted {
  readonly path: DiffPath
  readonly value: AttributeValue
}

/** Takes values out of an image and tells which. */
export type Redactor = (image: Image, found?: Redacted[]) => Image

const invalid = (option: string, problem: string): Error =>
  raise(auditFaults, 'registry.option-invalid', { factory: 'auditLog', option, problem })

const checkPath = (path: unknown): string => {
  if (typeof path !== 'string') throw invalid('redact', 'holds something else than a text')
  const shown = JSON.stringify(path)
  if (/[[\]*]/.test(path))
    throw invalid('redact', `holds ${shown}: a path goes through every entry of a list by itself`)
  if (path !== path.trim() || path.startsWith('/') || path.startsWith('$.'))
    throw invalid('redact', `holds ${shown}: a path is names of attributes with dots between`)
  if (path.split('.').includes('')) throw invalid('redact', `holds ${shown}, in which a name is missing`)
  return path
}

const checkDigest = (digest: DigestKey | undefined): DigestKey | undefined => {
  if (digest === undefined) return undefined
  const { keyId, secret } = Object(digest) as { readonly keyId?: unknown; readonly secret?: unknown }
  if (typeof keyId !== 'string' || !/^[\w.-]{1,64}$/.test(keyId))
    throw invalid('digest', 'needs a keyId of 1 to 64 letters, digits, dots, dashes or underscores')
  const size = typeof secret === 'string' ? secret.length : ArrayBuffer.isView(secret) ? secret.byteLength : 0
  if (size === 0) throw invalid('digest', 'needs a secret that is not empty')
  return digest
}

/** The same text for the same value: sets and maps without order, numbers by value. */
const canonicalText = (value: AttributeValue): string => {
  if ('N' in value) return `N${canonicalNumber(value.N)}`
  if ('NS' in value) return `NS${JSON.stringify(value.NS.map(canonicalNumber).sort())}`
  if ('SS' in value) return `SS${JSON.stringify(value.SS.toSorted())}`
  if ('BS' in value) return `BS${JSON.stringify(value.BS.toSorted())}`
  if ('L' in value) return `L${JSON.stringify(value.L.map(canonicalText))}`
  if (!('M' in value)) return JSON.stringify(value)
  const entries = Object.entries(value.M).map(([name, each]) => [name, canonicalText(each)])
  return `M${JSON.stringify(entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))}`
}

/** Without a secret nothing is told of the value: a digest that anybody can make is found by trying. */
const markOf = (value: AttributeValue, digest: DigestKey | undefined): AttributeValue => {
  if (digest === undefined) return { S: 'redacted' }
  const text = createHmac('sha256', digest.secret).update(canonicalText(value)).digest('hex').slice(0, 32)
  return { S: `redacted:${digest.keyId}:${text}` }
}

/** What is left of the paths below an attribute of that name; `''` for the attribute itself. */
const below = (paths: readonly string[], name: string): readonly string[] =>
  paths.flatMap(path => {
    if (path === name) return ['']
    return path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : []
  })

/** In a list, a step of digits alone may mean a position; whichever is meant, it is taken out of every entry. */
const inEveryEntry = (paths: readonly string[]): readonly string[] => [
  ...paths,
  ...paths.flatMap(path => {
    const [first = '', ...rest] = path.split('.')
    return /^\d+$/.test(first) ? [rest.join('.')] : []
  }),
]

/**
 * Takes the values at these paths out of images. A path that leads into something that is neither map nor list takes
 * out all of it: what an older item holds there is more likely the secret than something else.
 *
 * @throws PipelineError `registry.option-invalid`
 */
export const redactor = (redact: unknown, digest: DigestKey | undefined): Redactor => {
  if (!Array.isArray(redact)) throw invalid('redact', 'is no list of paths')
  const all = redact.map(checkPath)
  const key = checkDigest(digest)

  const inMap = (map: Image, paths: readonly string[], path: DiffPath, found: Redacted[]): Image =>
    Object.fromEntries(
      Object.entries(map).map(([name, value]) => [
        name,
        inValue(value, below(paths, name), [...path, name], found),
      ]),
    )

  const inValue = (
    value: AttributeValue,
    paths: readonly string[],
    path: DiffPath,
    found: Redacted[],
  ): AttributeValue => {
    if (paths.length === 0) return value
    if (!paths.includes('')) {
      if ('M' in value) return { M: inMap(value.M, paths, path, found) }
      if ('L' in value) {
        const inside = inEveryEntry(paths)
        return { L: value.L.map((entry, index) => inValue(entry, inside, [...path, index], found)) }
      }
    }
    found.push({ path, value })
    return markOf(value, key)
  }

  return (image, found = []) => (all.length === 0 ? image : inMap(image, all, [], found))
}
