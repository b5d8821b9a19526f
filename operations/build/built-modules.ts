import { buildModule } from './build-module.ts'
import type { BuiltModule } from './built-module.ts'

/** The modules of one run, each built once until it is asked for anew. */
export interface BuiltModules {
  /** As it was built last. @throws PipelineError as {@link buildModule}, as often as it is asked for */
  readonly get: (file: string) => Promise<BuiltModule>
  /** Builds it from the files as they are now. @throws PipelineError as {@link buildModule} */
  readonly rebuild: (file: string) => Promise<BuiltModule>
}

/** Modules that several functions share are built once. */
export const newBuiltModules = (
  build: (file: string) => Promise<BuiltModule> = buildModule,
): BuiltModules => {
  const known = new Map<string, Promise<BuiltModule>>()
  const rebuild = async (file: string): Promise<BuiltModule> => {
    const built = build(file)
    known.set(file, built)
    return built
  }
  return { rebuild, get: async file => known.get(file) ?? rebuild(file) }
}
