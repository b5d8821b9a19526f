import two from '../../infra/opensearch-2.json' with { type: 'json' }
import three from '../../infra/opensearch-3.json' with { type: 'json' }
import type { Java } from '../find-java.ts'
import type { MavenEngine } from '../maven-files.ts'

/** The two lines of OpenSearch: 2.x runs on Java 17 only, 3.x from 21 on. */
export type OpenSearchLine = '2' | '3'

/** One line, and the Javas that it runs on. */
export interface OpenSearchManifest extends MavenEngine {
  readonly line: OpenSearchLine
  readonly mainClass: string
  readonly jvmArguments: readonly string[]
  readonly jvmArgumentsAsRoot: readonly string[]
  readonly minimumJava: number
  readonly maximumJava: number
}

const named = (line: OpenSearchLine, manifest: typeof two | typeof three): OpenSearchManifest => ({
  maximumJava: Number.POSITIVE_INFINITY,
  ...manifest,
  line,
  what: 'OpenSearch',
  name: 'opensearch',
  files: manifest.artifacts,
  texts: manifest.files,
})

const manifests: readonly OpenSearchManifest[] = [named('3', three), named('2', two)]

/** A line of OpenSearch, and the Java to run it on. */
export interface RunnableOpenSearch {
  readonly manifest: OpenSearchManifest
  readonly java: Java
}

/**
 * The lines of OpenSearch that can run on these Javas, the newest first. Outside its range of Javas a line does not
 * start: 2.x needs the security manager, which later Javas lack, and 3.x is compiled for 21.
 */
export const runnableOpenSearches = (javas: readonly Java[]): readonly RunnableOpenSearch[] =>
  manifests.flatMap(manifest => {
    const { minimumJava, maximumJava } = manifest
    const java = javas.find(({ major }) => major >= minimumJava && major <= maximumJava)
    return java === undefined ? [] : [{ manifest, java }]
  })
