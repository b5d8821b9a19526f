import { describe, expect, it } from 'vitest'
import { systemClock } from '../core/clock.ts'
import type { StartServerOptions } from './start-server.ts'
import { startServer } from './start-server.ts'

const script = (text: string, more: Partial<StartServerOptions> = {}): StartServerOptions => ({
  what: 'The server',
  command: process.execPath,
  args: port => ['-e', text, String(port)],
  clock: systemClock,
  ...more,
})
const serving = `require('node:http').createServer((_, out) => out.end()).listen(Number(process.argv[1]), '127.0.0.1')`

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('startServer', () => {
  it('gives a server that answers, and nothing is left of it when it is stopped', async () => {
    const server = await startServer(script(serving))
    const { status } = await fetch(server.endpoint)
    await server.stop()

    expect(status).toBe(200)
    expect(isRunning(server.pid)).toBe(false)
  })

  it.each([
    ['ends', script(`console.error('no such option'); process.exit(1)`), 'it ended: no such option'],
    ['is not there', script('', { command: '/no/such/server' }), 'it ended: spawn /no/such/server ENOENT'],
    ['stays silent', script('setInterval(() => {}, 1_000)', { timeoutMs: 100 }), 'no answer within 100 ms'],
  ])('says what a server said that %s', async (_, options, reason) => {
    await expect(startServer(options)).rejects.toMatchObject({
      code: 'machine.engine-not-started',
      message: `The server does not answer: ${reason}.`,
    })
  })
})
