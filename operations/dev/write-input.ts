import type { LocalTable } from '../local-run/local-table.ts'
import { loadFunction } from '../project/load-module.ts'
import type { DevOptions } from './dev-options.ts'

type Input = (options: object) => Promise<{ readonly writes: number }>

/**
 * Lets the project's input module write into the table.
 * @throws PipelineError `project.file-unreadable`, `project.export-missing`
 */
export const writeInput = async (
  file: string | undefined,
  { clients, table }: LocalTable,
  { seed, clock, signal, tell }: DevOptions,
): Promise<void> => {
  if (file === undefined) return
  const input = await loadFunction<Input>(file, 'input')
  await input({
    client: clients.table,
    tableName: table.tableName,
    seed,
    clock,
    signal,
    onProgress: (progress: { readonly done: number; readonly total: number }) => {
      tell({ event: 'Writing', ...progress, atMs: clock.now() })
    },
  })
}
