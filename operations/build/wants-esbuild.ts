const codes = [
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'MODULE_NOT_FOUND',
]

/** Whether Node's loader refused what esbuild could have made loadable. */
export const wantsEsbuild = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
  return name === 'SyntaxError' || codes.some(each => each === code)
}
