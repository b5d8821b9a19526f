import { version } from 'tool'

export const shared: string = 'shared source'
export const describeTool = (): string => `tool ${version}`
