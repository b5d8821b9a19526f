import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { raise } from '../core/errors/pipeline-error.ts'
import { machineFaults } from './faults.ts'
import type { EngineFile, MavenEngine } from './maven-files.ts'
import { pomFor } from './maven-files.ts'
import { spawnTied } from './spawn-tied.ts'

/** How much of a download is there. */
export interface DownloadProgress {
  readonly doneBytes: number
  readonly totalBytes: number
}

/** What {@link fetchMavenEngine} takes. */
export interface FetchOptions {
  /** Where downloads are kept between runs. */
  readonly cacheFolder: string
  readonly onProgress: (progress: DownloadProgress) => void
}

const notFetched = ({ what, version }: MavenEngine, reason: string): Error =>
  raise(machineFaults, 'machine.engine-not-fetched', { what: `${what} ${version}`, reason })

const sha1Of = async (path: string): Promise<string | undefined> => {
  const hash = createHash('sha1')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

const pathOf = (root: string, { folder = '', file }: EngineFile): string => join(root, folder, file)

const firstWrong = async (root: string, { files }: MavenEngine): Promise<string | undefined> => {
  for (const each of files) if ((await sha1Of(pathOf(root, each))) !== each.sha1) return each.file
  return undefined
}

/** Maven names each file it has downloaded; what lies in its own repository already it does not name. */
const runMaven = async (
  folder: string,
  engine: MavenEngine,
  onProgress: FetchOptions['onProgress'],
): Promise<void> => {
  const sizes = new Map(engine.files.map(({ file, bytes }) => [file, bytes]))
  const totalBytes = engine.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let doneBytes = 0
  const child = spawnTied(
    'mvn',
    ['-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    { stdout: 'pipe', stderr: 'ignore' },
  )
  // It never rejects: nobody listens before the output has ended, and a machine without Maven has none.
  const ended = new Promise<number | Error | null>(resolve => {
    child.on('close', resolve)
    child.on('error', resolve)
  })
  let problem = ''
  for await (const line of child.stdout === null ? [] : createInterface({ input: child.stdout })) {
    const url = /^Downloaded from \S+: (\S+)/.exec(line.replace('[INFO] ', ''))?.[1]
    const bytes = url === undefined ? undefined : sizes.get(basename(url))
    if (line.startsWith('[ERROR]') && problem === '') problem = line.slice('[ERROR] '.length)
    if (bytes === undefined) continue
    doneBytes += bytes
    onProgress({ doneBytes, totalBytes })
  }
  const code = await ended
  if (code instanceof Error)
    throw raise(machineFaults, 'machine.prerequisite-missing', { what: 'Maven (mvn)' }, { cause: code })
  if (code !== 0) throw notFetched(engine, problem === '' ? `mvn ended with ${code}` : problem)
}

/** Maven copies everything into one folder; some engines want theirs in several. */
const arrange = async (draft: string, { files, texts = {} }: MavenEngine): Promise<void> => {
  for (const each of files) {
    if (each.folder === undefined) continue
    await mkdir(join(draft, each.folder), { recursive: true })
    // A file that Maven did not bring shows right after, by its name.
    await rename(join(draft, each.file), pathOf(draft, each)).catch(() => undefined)
  }
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(draft, path)), { recursive: true })
    await writeFile(join(draft, path), text)
  }
}

/**
 * Gives the folder of an engine's files, every one verified by its sha1, and fetches them with Maven where they are
 * not there yet. A fetch that was cut off goes on where Maven's own repository left it; two that run at once do not
 * see each other's halves.
 *
 * @throws PipelineError `machine.engine-not-fetched`, `machine.prerequisite-missing`
 */
export const fetchMavenEngine = async (engine: MavenEngine, options: FetchOptions): Promise<string> => {
  const { cacheFolder, onProgress } = options
  const folder = join(cacheFolder, `${engine.name}-${engine.version}`)
  if ((await firstWrong(folder, engine)) === undefined) return folder

  await mkdir(dirname(folder), { recursive: true })
  const draft = await mkdtemp(`${folder}-draft-`)
  try {
    await writeFile(join(draft, 'pom.xml'), pomFor(engine))
    await runMaven(draft, engine, onProgress)
    await arrange(draft, engine)
    const wrong = await firstWrong(draft, engine)
    if (wrong !== undefined) throw notFetched(engine, `${wrong} is missing or not the file that was expected`)
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder).catch(async (error: unknown) => {
      // Somebody else was faster; what they put there is as good when it is whole.
      if ((await firstWrong(folder, engine)) !== undefined) throw error
    })
    return folder
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
