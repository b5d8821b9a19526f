import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Of `@redis/client`: an index of four hundred modules, of which a function uses none or few. */
const index = /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]commands[\\/]index\.js$/

const exported = /\bexports\.([A-Za-z_$][\w$]*) = |\bdefineProperty\(exports, "([A-Za-z_$][\w$]*)"/g

/** The same module, which runs when one of its exports is first read. */
const runWhenRead = (source: string): string => {
  const names = new Set([...source.matchAll(exported)].map(([, set, defined]) => set ?? defined ?? ''))
  const getters = [...names]
    .filter(name => name !== '__esModule')
    .map(name => `Object.defineProperty(exports,'${name}',{enumerable:true,get:()=>load().${name}});`)
  return `Object.defineProperty(exports,'__esModule',{value:true});
let all;const load=()=>{if(all===undefined){all={};(exports=>{${source}
})(all)}return all};
${getters.join('\n')}`
}

/**
 * Has the commands of `@redis/client` run when they are first read, which a client that is given whole commands does
 * not. A version of it without such an index starts as slowly as it does by itself.
 */
export const commandsOnDemand: Plugin = {
  name: 'commands-on-demand',
  setup: build => {
    build.onLoad({ filter: index }, async ({ path }) => ({
      contents: runWhenRead(await readFile(path, 'utf8')),
      loader: 'js',
    }))
  },
}
