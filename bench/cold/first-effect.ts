// One cold process: loads a bundled function, gives it one event, and prints how long that took, in milliseconds.
import { readFileSync } from 'node:fs'

const [file = '', eventFile = ''] = process.argv.slice(2)
const event: unknown = eventFile === '' ? undefined : JSON.parse(readFileSync(eventFile, 'utf8'))
const context = {
  functionName: 'cold',
  awsRequestId: 'one',
  getRemainingTimeInMillis: () => 30_000,
}
type Handler = (event: unknown, context: unknown) => Promise<unknown>

const startedCpu = process.cpuUsage()
const startedAt = performance.now()
const { handler } = (await import(file)) as { readonly handler?: Handler }
const loadedAt = performance.now()
const loadCpu = process.cpuUsage(startedCpu)
const answer = event === undefined ? undefined : await handler?.(event, context)
const endedAt = performance.now()

const failures =
  (answer as { readonly batchItemFailures?: readonly unknown[] } | undefined)?.batchItemFailures ?? []
// What was not done is no effect, and its time none to compare.
if (failures.length > 0) throw new Error(`${file} left ${failures.length} records undone`)
const { user, system } = process.cpuUsage(startedCpu)
const times = {
  loadMs: loadedAt - startedAt,
  totalMs: endedAt - startedAt,
  cpuMs: (user + system) / 1000,
  loadCpuMs: (loadCpu.user + loadCpu.system) / 1000,
}
process.stdout.write(JSON.stringify(times), () => {
  process.exit()
})
