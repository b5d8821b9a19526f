import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { EngineFile } from './dynamodb-local-files.ts'
import { filesFor, pomFor, version } from './dynamodb-local-files.ts'
import type { DownloadProgress } from './engine.ts'

/** What {@link fetchDynamoDbLocal} takes. */
export interface FetchOptions {
  /** Where downloads are kept between runs. */
  readonly cacheFolder: string
  /** As `nativePlatform` names it. */
  readonly platform: string | undefined
  readonly onProgress: (progress: DownloadProgress) => void
}

const notFetched = (reason: string): Error =>
  raise('machine.engine-not-fetched', { what: `DynamoDB Local ${version}`, reason })

const sha1Of = async (path: string): Promise<string | undefined> => {
  const hash = createHash('sha1')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

const firstWrong = async (folder: string, files: readonly EngineFile[]): Promise<string | undefined> => {
  for (const { file, sha1 } of files) if ((await sha1Of(join(folder, file))) !== sha1) return file
  return undefined
}

/** Maven names each file it has downloaded; what lies in its own repository already it does not name. */
const runMaven = async (
  folder: string,
  files: readonly EngineFile[],
  onProgress: FetchOptions['onProgress'],
): Promise<void> => {
  const sizes = new Map(files.map(({ file, bytes }) => [file, bytes]))
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let doneBytes = 0
  const child = spawn(
    'mvn',
    ['-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve)
    child.on('error', reject)
  })
  let problem = ''
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Downloaded from \S+: (\S+)/.exec(line.replace('[INFO] ', ''))?.[1]
    const bytes = url === undefined ? undefined : sizes.get(basename(url))
    if (line.startsWith('[ERROR]') && problem === '') problem = line.slice('[ERROR] '.length)
    if (bytes === undefined) continue
    doneBytes += bytes
    onProgress({ doneBytes, totalBytes })
  }
  const code = await ended
  if (code !== 0) throw notFetched(problem === '' ? `mvn ended with ${code}` : problem)
}

/**
 * Gives the folder of DynamoDB Local's files, every one verified by its sha1, and fetches them with Maven where they
 * are not there yet. A fetch that was cut off goes on where Maven's own repository left it; two that run at once do
 * not see each other's halves.
 *
 * @throws PipelineError `machine.engine-not-fetched`
 */
export const fetchDynamoDbLocal = async (options: FetchOptions): Promise<string> => {
  const { cacheFolder, platform, onProgress } = options
  const files = filesFor(platform)
  const folder = join(cacheFolder, `dynamodb-local-${version}`)
  if ((await firstWrong(folder, files)) === undefined) return folder

  await mkdir(dirname(folder), { recursive: true })
  const draft = await mkdtemp(`${folder}-draft-`)
  try {
    await writeFile(join(draft, 'pom.xml'), pomFor(files))
    await runMaven(draft, files, onProgress)
    const wrong = await firstWrong(draft, files)
    if (wrong !== undefined) throw notFetched(`${wrong} is missing or not the file that was expected`)
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder).catch(async (error: unknown) => {
      // Somebody else was faster; what they put there is as good when it is whole.
      if ((await firstWrong(folder, files)) !== undefined) throw error
    })
    return folder
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
