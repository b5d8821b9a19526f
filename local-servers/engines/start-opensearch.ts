import { cp, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { FetchOptions } from '../fetch-maven-engine.ts'
import { fetchMavenEngine } from '../fetch-maven-engine.ts'
import type { RunnableOpenSearch } from './opensearch-files.ts'
import type { RestartableServer } from './restartable-server.ts'
import { restartableServer } from './restartable-server.ts'
import { freePort, startServer } from '../start-server.ts'

/** What {@link startOpenSearch} takes. */
export interface StartOpenSearchOptions extends FetchOptions {
  readonly clock: Clock
  /** Whether this process is root's, under which OpenSearch starts only without native access. */
  readonly isRoot: boolean
  /** More settings, by name. */
  readonly settings?: Readonly<Record<string, string>>
}

const isHealthy = async (port: number): Promise<boolean> => {
  try {
    const url = `http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}

const argumentsFor = (
  { manifest }: RunnableOpenSearch,
  paths: { readonly home: string; readonly run: string },
  transportPort: number,
  { isRoot, settings = {} }: StartOpenSearchOptions,
): ((port: number) => readonly string[]) => {
  const all = {
    'transport.port': String(transportPort),
    'path.data': join(paths.run, 'data'),
    'path.logs': join(paths.run, 'logs'),
    ...settings,
  }
  return port => [
    ...manifest.jvmArguments,
    ...(isRoot ? manifest.jvmArgumentsAsRoot : []),
    `-Dopensearch.path.home=${paths.home}`,
    `-Dopensearch.path.conf=${join(paths.run, 'config')}`,
    `-Djna.tmpdir=${paths.run}`,
    `-Djava.io.tmpdir=${paths.run}`,
    '-cp',
    join(paths.home, 'lib', '*'),
    manifest.mainClass,
    `-Ehttp.port=${port}`,
    ...Object.entries(all).map(([name, value]) => `-E${name}=${value}`),
  ]
}

/**
 * Starts OpenSearch on loopback with an empty data folder, which is gone when it is stopped. It is always killed: an
 * orderly end takes half a minute, and nobody needs the data.
 *
 * @throws PipelineError `machine.engine-not-fetched`, `machine.engine-not-started`
 */
export const startOpenSearch = async (
  runnable: RunnableOpenSearch,
  options: StartOpenSearchOptions,
): Promise<RestartableServer> => {
  const { manifest, java } = runnable
  const home = await fetchMavenEngine(manifest, options)
  const run = await mkdtemp(join(tmpdir(), 'tailrace-opensearch-'))
  await cp(join(home, 'config'), join(run, 'config'), { recursive: true })
  await mkdir(join(home, 'plugins'), { recursive: true })
  const args = argumentsFor(runnable, { home, run }, await freePort(), options)
  return restartableServer(run, async port =>
    startServer({
      what: `OpenSearch ${manifest.version}`,
      command: java.command,
      args,
      clock: options.clock,
      isUp: isHealthy,
      timeoutMs: 120_000,
      ...(port !== undefined && { port }),
    }),
  )
}
