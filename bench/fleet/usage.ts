/** What a process and its children use, from Linux's /proc: CPU of ended children is in their parent's count. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** USER_HZ and the size of a page, as on every Linux that Node.js runs on. */
const ticksASecond = 100;
const pagesAMegabyte = 256;

export function usageOf(pid: number): Usage {
  const all = processes();
  const family = new Set([pid]);
  // A child's number is not always larger than its parent's.
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const [id, { parent }] of all) if (family.has(parent)) family.add(id);
  }
  const members = [...family].flatMap((id) => all.get(id) ?? []);
  return {
    cpuSeconds: members.reduce((sum, { ticks }) => sum + ticks, 0) / ticksASecond,
    megabytes: members.reduce((sum, { pages }) => sum + pages, 0) / pagesAMegabyte,
  };
}

interface Seen {
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function processes(): Map<number, Seen> {
  const found = new Map<number, Seen>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name of the program stands in parentheses and may hold anything.
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent = 0] = fields.slice(1);
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
      found.set(Number(name), { parent, ticks, pages: fields[21] ?? 0 });
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}

/** The most memory from now on, looked at ten times a second. */
export function watchPeak(pid: number): () => number {
  let peak = usageOf(pid).megabytes;
  const timer = setInterval(() => {
    peak = Math.max(peak, usageOf(pid).megabytes);
  }, 100);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
