#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets as far as the sentence below.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `tailrace needs Node 22.18 or newer, this is ${process.versions.node}. Inside the repository, "npx tailrace" uses the Node it brings along.\n`,
  )
  process.exit(6)
}
const { existsSync } = await import('node:fs')
// In the repository the sources run, whatever an earlier build has left beside them.
const source = new URL('../cli/main.ts', import.meta.url)
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href
)
const code = await main(process.argv.slice(2), process.env)
// A client that a pipeline keeps open for its next call, as Redis's, must not keep a command from its end.
await Promise.all(
  [process.stdout, process.stderr].map(stream => new Promise(resolve => stream.write('', resolve))),
)
process.exit(code)
