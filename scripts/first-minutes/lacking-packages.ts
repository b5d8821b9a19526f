/** The forms in which npm says that a registry has a package not, or not in a version. */
const complaints = [
  /404\s+Not Found - GET https?:\/\/[^/\s]+\/(?<name>\S+?)(?: - |\s|$)/g,
  /404\s+'(?<name>[^']+)' is not in this registry/g,
  /404\s+The requested resource '(?<name>[^']+)' could not be found/g,
  /notarget No matching version found for (?<name>\S+?)\.?(?:\s|$)/g,
]

/** `@scope%2fname` and `name/-/name-1.0.0.tgz` are the same package, asked for in other ways. */
const plain = (name: string): string => decodeURIComponent(name).replace(/\/-\/.*$/, '')

/** Names and versions that a registry was asked for and did not give, as npm's output has them. */
export const lackingPackages = (output: string): readonly string[] => {
  const named = complaints.flatMap(form =>
    [...output.matchAll(form)].map(match => match.groups?.['name'] ?? ''),
  )
  return [...new Set(named.map(plain))].toSorted()
}
