import { spawn } from 'node:child_process'
import type { Terminal } from './terminal.ts'

const commands: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Asks the system to show an address; says it where that does not work. */
export const openInBrowser = (
  address: string,
  { platform, say }: Pick<Terminal, 'platform' | 'say'>,
): void => {
  const [command, ...args] = commands[platform] ?? ['xdg-open']
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => {
    say(`no browser could be opened (${command}): use the address above\n`)
  })
  child.unref()
}
