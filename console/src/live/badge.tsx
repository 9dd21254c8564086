import { useLive } from './use-live.ts';

const shown = {
  starting: ['calm', 'Connecting'],
  'catching up': ['warn', 'Catching up'],
  live: ['good', 'Live'],
  broken: ['bad', 'Reconnecting'],
  off: ['calm', 'Not live'],
  ended: ['bad', 'Not live'],
} as const;

export function LiveBadge() {
  const { state, message } = useLive();
  const [tone, text] = shown[state];
  return (
    <span className="row small nowrap" role="status" title={message ?? 'Rows change as events arrive'}>
      <span className="dot" data-tone={tone} />
      {text}
    </span>
  );
}
