const notFound = /^Cannot find (?:package|module) '((?:@[^/'\s]+\/)?[^/'\s]+)/

/** The package that Node's loader did not find, where that is what went wrong; not one of the user's own files. */
export const missingPackage = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { readonly code?: unknown }
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined
  const [, name = ''] = notFound.exec(error.message) ?? []
  return name === '' || name.startsWith('.') ? undefined : name
}
