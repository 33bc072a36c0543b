/** Milliseconds that this process has worked: the clock on the wall would count what else the machine does. */
export function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
