/** What a bundler that splits its output may give of a CommonJS module that is imported on demand: its default alone. */
export const exportsOf = <T extends object>(module: T): T => {
  const { default: whole } = module as { readonly default?: T }
  return whole !== undefined && Object.keys(module).length === 1 ? whole : module
}
