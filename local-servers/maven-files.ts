/** One file of an engine, as its manifest in `infra/` names it. */
export interface EngineFile {
  readonly coordinates: string
  readonly file: string
  readonly bytes: number
  readonly sha1: string
  /** Where in the engine's folder it belongs; at its top when not said. */
  readonly folder?: string
}

/** An engine that is put together from files of a Maven repository. */
export interface MavenEngine {
  /** As a person calls it. */
  readonly what: string
  /** Name of its folder in the cache, without the version. */
  readonly name: string
  readonly version: string
  readonly files: readonly EngineFile[]
  /** Small files that no repository has, by path. */
  readonly texts?: Readonly<Record<string, string>>
}

const dependency = ({ coordinates }: EngineFile): string => {
  const parts = coordinates.split(':')
  const [groupId, artifactId] = parts
  const type = parts.length > 3 ? parts[2] : 'jar'
  return `    <dependency>
      <groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${parts.at(-1)}</version><type>${type}</type>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>`
}

/** A Maven project that has just the engine's files as dependencies. */
export const pomFor = ({
  name,
  version,
  files,
}: MavenEngine): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tailrace</groupId><artifactId>${name}</artifactId><version>${version}</version>
  <packaging>pom</packaging>
  <dependencies>
${files.map(dependency).join('\n')}
  </dependencies>
</project>
`
