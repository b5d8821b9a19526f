/** What a page tells its reader to do. */
export type GuideStep =
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'patch'; readonly text: string }

const fence = /^```(\w+)(?: +(\S+))?\n(.*?)^```$/gms

/** The steps of a page: lines of `sh`, code with the name of its file, and `diff`. Other blocks are only shown. */
export const guideSteps = (page: string): readonly GuideStep[] =>
  [...page.matchAll(fence)].flatMap(([, language, file, text = '']): readonly GuideStep[] => {
    if (language === 'sh')
      return text
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(command => ({ do: 'run', command }))
    if (language === 'diff') return [{ do: 'patch', text }]
    return file === undefined ? [] : [{ do: 'write', file, text }]
  })
