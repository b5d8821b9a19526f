/** Looks for `a.b` in a module: the member `b` of what it exports as `a`. */
const within = (module: unknown, name: string): unknown => {
  let found = module
  for (const key of name.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Readonly<Record<string, unknown>>)[key]
  }
  return found
}

/**
 * Finds what a handler names as Lambda finds it: in the module, else in its default export. Lambda loads CommonJS by
 * `require`, for which an ES module's `default` is what a CommonJS one exports, and may have a default of its own.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export const findExport = (module: unknown, name: string): unknown =>
  within(module, name) ?? within(module, `default.${name}`) ?? within(module, `default.default.${name}`)
