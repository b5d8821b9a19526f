import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { expect, it, vi } from 'vitest'

const module = pathToFileURL('local-servers/start-server.ts').href

/** A process that starts a server, says the server's number, and waits. */
const holder = (isTied: boolean): string => `
  import { systemClock } from ${JSON.stringify(pathToFileURL('core/clock.ts').href)}
  import { startServer } from ${JSON.stringify(module)}
  const server = await startServer({
    what: 'it', command: process.execPath, clock: systemClock, isTied: ${isTied},
    args: port => ['-e', "require('node:http').createServer((_, out) => out.end()).listen(Number(process.argv[1]))", String(port)],
  })
  process.stdout.write(server.pid + '\\n')
  setInterval(() => {}, 1_000)`

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it.skipIf(process.platform === 'win32').each([true, false])(
  'a server ends with a process that is killed only where it is tied to it: %s',
  async isTied => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder(isTied)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const pid = Number(said.toString())
    expect(isRunning(pid)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')

    if (isTied) await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5_000 })
    else process.kill(pid, 'SIGKILL')
  },
)
