import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { buildModule } from '../../operations/build/build-module.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { workerFunction } from './worker-function.ts'

const path = temporaryPaths()

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Message {
  readonly method?: string
  readonly params?: { readonly url?: string; readonly sourceMapURL?: string }
}

/** A debugger, as far as one is needed. */
const attach = async (
  port: number,
): Promise<{
  readonly url: string
  readonly send: (method: string) => void
  readonly when: (isWanted: (message: Message) => boolean) => Promise<Message>
}> => {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
    readonly webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
  const messages: Message[] = []
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as Message))
  await once(socket as unknown as NodeJS.EventEmitter, 'open').catch(async () => undefined)
  let id = 0
  return {
    url: socket.url,
    send: method => {
      id += 1
      socket.send(JSON.stringify({ id, method }))
    },
    when: async isWanted =>
      new Promise(resolve => {
        const look = (): void => {
          const found = messages.find(isWanted)
          if (found !== undefined) resolve(found)
        }
        socket.addEventListener('message', look)
        look()
      }),
  }
}

it('stops in a handler for a debugger, for longer than its timeout, in lines that were written', async () => {
  const file = path('inspected.ts')
  writeFileSync(
    file,
    'enum Answer { yes }\nexport const handler = () => {\n  debugger\n  return Answer[0]\n}\n',
  )
  const port = await freePort()
  const target = workerFunction({
    functionName: 'local',
    file,
    builtFile: async () => (await buildModule(file)).path,
    exportName: 'handler',
    timeoutMs: 100,
    memorySizeMb: 128,
    env: {},
    clock: systemClock,
    inspectPort: port,
  })
  onTestFinished(target.stop)
  await target.load()
  const inspector = await attach(port)
  inspector.send('Runtime.enable')
  inspector.send('Debugger.enable')
  const { params } = await inspector.when(({ params: found }) => found?.url?.endsWith('/entry.mjs') === true)

  const answer = target.invoke({ Records: [] }, 'r')
  await inspector.when(({ method }) => method === 'Debugger.paused')
  const early = await Promise.race([answer, systemClock.wait(300, new AbortController().signal)])
  inspector.send('Debugger.resume')

  expect(params?.sourceMapURL).toBe('entry.mjs.map')
  expect(early).toBeUndefined()
  expect(await answer).toEqual({ type: 'returned', value: 'yes' })

  // The debugger is still there.
  await target.reload()
  expect((await attach(port)).url).not.toBe(inspector.url)
})
