import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { closeServer } from '../../local-servers/door/close-server.ts'
import { listenOnLoopback } from '../../local-servers/door/listen.ts'
import { smallProjects } from '../support/small-project.ts'
import { tailrace } from '../support/tailrace.ts'

const minutes = 60_000
const project = smallProjects()

/** Prints the modules that were loaded when the process ends. */
const listing = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => {
  if (url.includes('/inspector/') || url.includes('/hono')) process.stderr.write('loaded ' + url + '\\n')
  return next(url, context)
} })`)}`

const run = async (...args: readonly string[]) =>
  tailrace(
    ['dev', '--once', '--engine', 'dynoxide', ...args],
    { NODE_OPTIONS: `--import=${listing}` },
    '',
    project({ stream: 'startingPosition: TRIM_HORIZON' }),
  )

describe('the page of a run', () => {
  it(
    'is not loaded with --no-ui, nor by a run that ends by itself',
    async () => {
      const [without, once, asked] = [
        await run('--no-ui', '--port', '0'),
        await run(),
        await run('--port', '0'),
      ]

      expect(without.said).not.toContain('loaded ')
      expect(once.said).not.toContain('loaded ')
      // What would be seen is seen.
      expect(asked.said).toContain('inspector/server/open-inspector')
      expect(asked.said).toContain('/hono')
      expect([without.code, once.code, asked.code]).toEqual([0, 0, 0])
    },
    3 * minutes,
  )

  it(
    'ends the command with 6 where the chosen port is taken',
    async () => {
      const server = createServer()
      const port = await listenOnLoopback(server, { what: '', option: '', chosen: 0, usual: 0 })

      const { code, said } = await run('--port', String(port))
      await closeServer(server)

      expect(said).toContain(`The page cannot have port ${port} (--port)`)
      expect(code).toBe(6)
    },
    2 * minutes,
  )
})
