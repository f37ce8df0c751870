/** What one call cost, in microseconds. */
export interface Cost {
  /** Of all threads of the process, user and system. */
  readonly cpu: number;
  readonly wall: number;
}

/**
 * Makes `calls` calls with `inFlight` under way at a time, and divides.
 * @param call gets the number of the call, from 0
 */
export async function costOf(calls: number, inFlight: number, call: (n: number) => unknown): Promise<Cost> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < calls) await call(next++);
  };
  const cpuBefore = process.cpuUsage();
  const wallBefore = process.hrtime.bigint();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const wall = Number(process.hrtime.bigint() - wallBefore) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / calls, wall: wall / calls };
}
