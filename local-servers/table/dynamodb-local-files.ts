import manifest from '../../infra/dynamodb-local.json' with { type: 'json' }
import type { MavenEngine } from '../maven-files.ts'

export const { version, mainClass } = manifest

const nativePlatforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'darwin-x64': 'macos-x64',
  'win32-x64': 'windows-x64',
}

/** The name that the manifest gives a platform, where SQLite's native library is to be had for it. */
export const nativePlatform = (platform: string, arch: string): string | undefined =>
  nativePlatforms[`${platform}-${arch}`]

/** DynamoDB Local with the native library of one platform. */
export const dynamoDbLocal = (platform: string | undefined): MavenEngine => ({
  what: 'DynamoDB Local',
  name: 'dynamodb-local',
  version,
  files: manifest.artifacts.filter(artifact => !('platform' in artifact) || artifact.platform === platform),
})
