/** What package.json holds, as far as it is looked at. */
export type Manifest = Readonly<Record<string, unknown>>

/**
 * Parts that serve those who work on this repository: npm would run or install nothing of them for others, but for the
 * table engine of 7 MB, which `dev` fetches where it is needed.
 */
const ofTheRepository = ['scripts', 'devDependencies', 'optionalDependencies', 'overrides', 'allowScripts']

/** package.json as it is published. */
export const publishedManifest = (manifest: Manifest): Manifest =>
  Object.fromEntries(Object.entries(manifest).filter(([name]) => !ofTheRepository.includes(name)))
