import { Show } from '../parts/dialog.tsx';

const keys = [
  ['/', 'go to the search'],
  ['j', 'next row'],
  ['k', 'previous row'],
  ['Enter', 'open the row'],
  ['?', 'show these'],
] as const;

export default function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Show title="Keys" onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, does]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">No key acts on money without a dialog.</p>
    </Show>
  );
}
