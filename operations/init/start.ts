/** What a project is deployed with. */
export type DeployTool = 'serverless' | 'sam' | 'cdk'

/** What the files of a start depend on. */
export interface ProjectStart {
  /** Letters, digits and dashes: what is deployed is called so. */
  readonly name: string
  readonly language: 'typescript' | 'javascript'
  /** Whether Node takes the project's `.js` for modules; otherwise files say it by their extension. */
  readonly isModule: boolean
  readonly deploy: DeployTool
  /** A deploy file is there already, so the function is described for this machine alone. */
  readonly isBesideOther: boolean
  /** Of this package, for the dependency. */
  readonly version: string
}

/** Files by their names relative to the project, `/` between folders. */
export type StartFiles = Readonly<Record<string, string>>

/** Extension of a source file. */
export const sourceExtension = ({ language, isModule }: ProjectStart): string => {
  const letter = language === 'typescript' ? 't' : 'j'
  return isModule ? `.${letter}s` : `.m${letter}s`
}

/** Extension by which one source file names another. */
export const importExtension = ({ isModule }: ProjectStart): string => (isModule ? '.js' : '.mjs')

/** One of two texts, by the language. */
export const byLanguage = ({ language }: ProjectStart, typescript: string, javascript: string): string =>
  language === 'typescript' ? typescript : javascript
