/** A URL as messages show it: whatever stands before an `@` may be a password, also one that nobody encoded. */
export const withoutSecrets = (url: string): string => url.replace(/(\/\/|^[^:/]*:(?!.*\/\/)).*@/s, '$1***@')
