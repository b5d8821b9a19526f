/** How a program is started so that it ends with the process that starts it, however that one ends. */
export interface TiedCommand {
  readonly command: string
  readonly args: readonly string[]
  /** What its stdin has to be: as long as the pipe is open, the program lives. */
  readonly stdin: 'pipe' | 'ignore'
}

/**
 * The shell becomes the program and keeps its number. Beside it a reader of the pipe waits for its end, which comes
 * when the starting process is gone, killed or not. Then all of the group ends: a program may have started others. The
 * reader is in that group, so nobody else can have its number while it is there to kill it.
 */
const script =
  'exec 3<&0; (while read -r _; do :; done; kill -9 -$$) <&3 3<&- >/dev/null 2>&1 & exec "$@" </dev/null 3<&-'

/** Ties a program to this process; it has to be started as the leader of a group (`detached`). Windows has no such shell. */
export const tiedCommand = (command: string, args: readonly string[], platform: string): TiedCommand =>
  platform === 'win32'
    ? { command, args, stdin: 'ignore' }
    : { command: '/bin/sh', args: ['-c', script, 'sh', command, ...args], stdin: 'pipe' }
