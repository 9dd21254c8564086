/**
 * What makes a process of a test run live at another moment than the machine does (libfaketime, as `.ci/blame-the-day` sets it): every
 * process of a run has to get it, or their clocks would differ by days. Empty in every other run.
 */
export function shiftedClock(): Record<string, string> {
  const names = ['LD_PRELOAD', 'FAKETIME', 'FAKETIME_DONT_FAKE_MONOTONIC', 'FAKETIME_NO_CACHE'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
