import manifest from '../../infra/dynamodb-local.json' with { type: 'json' }

/** One file of DynamoDB Local. */
export interface EngineFile {
  readonly coordinates: string
  readonly file: string
  readonly bytes: number
  readonly sha1: string
}

export const { version, mainClass } = manifest

const nativePlatforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'darwin-x64': 'macos-x64',
  'win32-x64': 'windows-x64',
}

/** The name that the manifest gives a platform, where SQLite's native library is to be had for it. */
export const nativePlatform = (platform: string, arch: string): string | undefined =>
  nativePlatforms[`${platform}-${arch}`]

/** The files that a platform needs. */
export const filesFor = (platform: string | undefined): readonly EngineFile[] =>
  manifest.artifacts.filter(artifact => !('platform' in artifact) || artifact.platform === platform)

const dependency = ({ coordinates }: EngineFile): string => {
  const parts = coordinates.split(':')
  const [groupId, artifactId] = parts
  const type = parts.length > 3 ? parts[2] : 'jar'
  return `    <dependency>
      <groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${parts.at(-1)}</version><type>${type}</type>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>`
}

/** A Maven project that has just these files as dependencies. */
export const pomFor = (
  files: readonly EngineFile[],
): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tailrace</groupId><artifactId>dynamodb-local</artifactId><version>${version}</version>
  <packaging>pom</packaging>
  <dependencies>
${files.map(dependency).join('\n')}
  </dependencies>
</project>
`
