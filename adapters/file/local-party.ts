import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'
import type { LeaseParty, LocalProcess } from '../../core/lease/lease-party.ts'

type Env = Readonly<Record<string, string | undefined>>

/** How a platform answers; `undefined` when it does not say. */
interface Platform {
  /** The machine since it was started, and the processes that see each other on it. */
  readonly machine: () => Promise<string | undefined>
  /** When a process was started; `ended` for one that is only waited for. */
  readonly startOf: (pid: number) => Promise<string | undefined>
}

const ended = 'ended'

const said = async (command: string, args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, LC_ALL: 'C' } })
  return stdout.trim()
}

const orUndefined = async (ask: () => Promise<string>): Promise<string | undefined> => {
  try {
    return (await ask()) || undefined
  } catch {
    // Not said here: then only the clock ends a lease.
    return undefined
  }
}

/** The fields behind the name, which may hold anything: the state is the first of them, the start the twentieth. */
const startIn = (stat: string): string => {
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return 'ZX'.includes(state) ? ended : (fields[18] ?? '')
}

const linux: Platform = {
  machine: async () =>
    orUndefined(async () => {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
      // Containers of one machine number their processes each for itself.
      return `${hostname()} ${boot} ${await readlink('/proc/self/ns/pid')}`
    }),
  startOf: async pid => orUndefined(async () => startIn(await readFile(`/proc/${pid}/stat`, 'utf8'))),
}

const darwin: Platform = {
  machine: async () =>
    orUndefined(async () => {
      const boot = await said('sysctl', ['-n', 'kern.bootsessionuuid'])
      return boot && `${hostname()} ${boot}`
    }),
  startOf: async pid => orUndefined(async () => said('ps', ['-o', 'lstart=', '-p', String(pid)])),
}

const unknown: Platform = {
  machine: async () => Promise.resolve(undefined),
  startOf: async () => Promise.resolve(undefined),
}

/** Virtual machines of Lambda may be copies of one another: a number of a process says nothing there. */
const platformOf = (env: Env): Platform => {
  if (env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined) return unknown
  return { linux, darwin }[process.platform as string] ?? unknown
}

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

const processOn = async ({ machine, startOf }: Platform, pid: number): Promise<LocalProcess | undefined> => {
  const [here, start] = await Promise.all([machine(), startOf(pid)])
  return here === undefined || start === undefined || start === ended
    ? undefined
    : { machine: here, pid, start }
}

/**
 * A process of this machine that runs, as others can find it again: a number alone may be another process's by then.
 * `undefined` for one that is gone, and where the platform does not say when a process was started.
 */
export const localProcess = async (pid: number, env: Env): Promise<LocalProcess | undefined> =>
  processOn(platformOf(env), pid)

/**
 * This process as one that takes leases. It knows another process of its machine for dead when its number is no
 * longer there, or is that of a process that was started at another time.
 */
export const localParty = async (
  id: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LeaseParty> => {
  const platform = platformOf(env)
  const me = await processOn(platform, process.pid)
  const where = env['AWS_LAMBDA_FUNCTION_NAME'] ?? hostname()
  return {
    holder: { id, name: `process ${process.pid} on ${where}`, ...(me && { process: me }) },
    isDead: async ({ machine, pid, start }) => {
      if (me === undefined || machine !== me.machine) return false
      if (isGone(pid)) return true
      const found = await platform.startOf(pid)
      return found !== undefined && found !== start
    },
  }
}
