import { join } from 'node:path'
import type { Terminal } from './terminal.ts'

/** Where downloads are kept between runs. */
export const cacheFolder = ({ env, homeFolder }: Terminal): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homeFolder, '.cache'), 'tailrace')
