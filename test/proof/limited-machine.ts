import { spawnSync } from 'node:child_process'

/** What stands before a command so that it may only read what the modes of files allow: root may read everything else. */
export function withoutOverride(): string[] {
  if (process.getuid?.() !== 0) return []
  const rights = '-dac_override,-dac_read_search'
  return ['setpriv', `--bounding-set=${rights}`, `--inh-caps=${rights}`, '--']
}

/**
 * A script that runs a command twice: with a directory on a volume of a few kB, and with room. A volume of its own needs
 * the right to mount; where that is not given, the size of a written file is limited instead, which the operating system
 * answers as it answers a quota. Both outputs come on stdout, a NUL between them.
 */
export function fullDiskScript(
  directory: string,
  command: readonly string[],
  output: { readonly first: string; readonly second: string },
): { readonly shell: readonly string[]; readonly script: string } {
  const run = command.map(quoted).join(' ')
  const [first, second] = [quoted(output.first), quoted(output.second)]
  const print = `cat ${first}; printf '\\000'; cat ${second}`
  const shell = mountingShell()
  if (shell === undefined) {
    // Node would end by the signal that comes with the limit; ignored, the write fails instead.
    return { shell: [], script: `(trap '' XFSZ; ulimit -f 16; ${run}) > ${first}; ${run} > ${second}; ${print}` }
  }
  const volume = quoted(directory)
  return {
    shell,
    script: `mount -t tmpfs -o size=16k tmpfs ${volume} && { ${run} > ${first}; mount -o remount,size=64m ${volume} && { ${run} > ${second}; ${print}; }; }`,
  }
}

/** A command in whose mounts nobody else takes part; undefined where the machine forbids it. */
function mountingShell(): string[] | undefined {
  const shells = [
    ['unshare', '--mount'],
    ['unshare', '--user', '--map-root-user', '--mount'],
  ]
  return shells.find(
    ([head = '', ...rest]) =>
      spawnSync(head, [...rest, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' }).status === 0,
  )
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
