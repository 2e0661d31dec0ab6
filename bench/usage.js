// Preloaded into every process that is measured: says at its end what it has used, workers included.
import { appendFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used = { cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
  appendFileSync(process.env.SPRINGTIDE_BENCH_USAGE, `${JSON.stringify(used)}\n`);
});
