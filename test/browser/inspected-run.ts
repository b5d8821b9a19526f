import { spawn } from 'node:child_process'
import { resolve as resolvePath } from 'node:path'

/** A `tailrace dev` with its page. */
export interface InspectedRun {
  /** An address that opens the page once. */
  readonly address: string
  readonly endpoint: string
  readonly said: () => string
  readonly stop: () => Promise<void>
}

const bin = resolvePath('bin/tailrace.mjs')

/** Starts `tailrace dev` on a free port and waits until everything is delivered. */
export const startInspectedRun = async (
  folder: string,
  more: readonly string[] = [],
): Promise<InspectedRun> => {
  const args = [bin, 'dev', '--engine', 'dynoxide', '--port', '0', '--table-port', '0', ...more]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const closed = new Promise<void>(resolve => {
    child.on('close', () => {
      resolve()
    })
  })
  const ready = new Promise<string>((resolve, reject) => {
    const look = (text: string): void => {
      said += text
      const [, after = ''] = said.split('everything written so far is delivered')
      const address = /^page +(http:\S+)/m.exec(after)?.[1] ?? /page +(http:\S+)[^]*delivered/.exec(said)?.[1]
      if (address !== undefined && said.includes('everything written so far')) resolve(address)
    }
    child.stderr.setEncoding('utf8').on('data', look)
    child.stdout.setEncoding('utf8').on('data', () => undefined)
    child.on('close', code => {
      reject(new Error(`dev ended with ${code}: ${said}`))
    })
  })
  const address = await ready
  return {
    address,
    endpoint: /tables +(http:\S+)/.exec(said)?.[1] ?? '',
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM')
      await closed
    },
  }
}
