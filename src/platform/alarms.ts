import type { Log } from './log.ts';

/** What operators are alarmed about: what is no single merchant's, or is one for each of many. */
export const alarmNames = [
  'sequencerBehind',
  'inboxBehind',
  'operationsOverdue',
  'providerNotificationsFailed',
  'providerAccountsPaused',
  'publicUrlsDiffer',
  'settingsDiffer',
] as const;
export type AlarmName = (typeof alarmNames)[number];

/** What was measured, and the most that is in order. */
export interface Reading {
  readonly measured: number;
  readonly limit: number;
}

/** An alarm that stands. */
export interface Alarm extends Reading {
  readonly name: AlarmName;
  readonly since: Date;
}

/** The alarms that stand, for whoever shows them; each is logged when it begins and when it ends. */
export interface Alarms {
  /** Takes what was measured just now. */
  note(readings: Readonly<Record<AlarmName, Reading>>, now: Date): void;
  /** Those that stand, the oldest first. */
  current(): readonly Alarm[];
}

/** An alarm begins when it is seen twice in a row: work that was caught on its way, or a clock that was moved, is none. */
export function createAlarms(log: Pick<Log, 'error'>): Alarms {
  const standing = new Map<AlarmName, Alarm>();
  let seen: ReadonlySet<AlarmName> = new Set();
  return {
    note(readings, now) {
      const beyond = new Set(alarmNames.filter((name) => readings[name].measured > readings[name].limit));
      for (const name of alarmNames) {
        const reading = readings[name];
        const stood = standing.get(name);
        if (!beyond.has(name)) {
          if (standing.delete(name)) log.error({ alarm: name, state: 'ended', ...reading }, 'an alarm ended');
        } else if (stood) standing.set(name, { ...stood, ...reading });
        else if (seen.has(name)) {
          standing.set(name, { name, since: now, ...reading });
          log.error({ alarm: name, state: 'began', ...reading }, 'an alarm began');
        }
      }
      seen = beyond;
    },
    current: () => [...standing.values()],
  };
}
