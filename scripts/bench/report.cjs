// Loaded into a measured process: says what it used, when it exits and whenever it is sent SIGUSR2.
const { writeFileSync } = require('node:fs');

function report() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const facts = { cpu: (user + system) / 1e3, peak: process.resourceUsage().maxRSS * 1024, rss, heapUsed, external };
  writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ ...facts, arrayBuffers }));
}

process.on('SIGUSR2', report);
process.on('exit', report);
