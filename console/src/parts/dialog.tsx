import { type ReactNode, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { isRefused, refusedText } from '../api/refusal.ts';
import { Button, Notice } from './basics.tsx';
import { newKey } from './idempotency.ts';

export interface AskProps {
  readonly title: string;
  /** What happens, and what it is called on the button that does it. */
  readonly about: ReactNode;
  readonly does: string;
  readonly danger?: boolean;
  /** Whether what is filled in will do. */
  readonly ready?: boolean;
  readonly children?: ReactNode;
  /** Does it under the key that was made when the dialog opened: pressed twice, it is done once. Throws what is refused. */
  readonly act: (idempotencyKey: string) => Promise<{ readonly result: object } | undefined>;
  readonly onClose: () => void;
  /** Told when it is done, before the dialog closes; true keeps it open. */
  readonly onDone?: (result: object) => boolean | undefined;
}

/** Asks before something is done, says why it was refused, and does it once however often it is pressed. */
export function Ask({ title, about, does, danger = false, ready = true, children, act, onClose, onDone }: AskProps) {
  const [key, setKey] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    if (busy || !ready) return;
    setBusy(true);
    setWrong(null);
    try {
      const answer = await act(key);
      if (answer && isRefused(answer.result)) {
        setWrong(refusedText(answer.result));
        // What was refused may be changed and sent again, which is another act; what broke on the way may not.
        setKey(newKey());
      } else if (!onDone?.(answer?.result ?? {})) onClose();
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!busy} onOpenChange={(open) => open || onClose()}>
      <Modal className="dialog">
        <Dialog>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void run();
            }}
          >
            <Heading slot="title">{title}</Heading>
            <div className="muted">{about}</div>
            {children}
            {wrong ? (
              <div role="alert">
                <Notice tone="bad" title="It was not done">
                  <p>{wrong}</p>
                </Notice>
              </div>
            ) : null}
            <div className="dialog-foot">
              <Button onPress={onClose} isDisabled={busy}>
                Back
              </Button>
              <Button type="submit" kind={danger ? 'danger' : 'primary'} isDisabled={!ready} isPending={busy}>
                {busy ? 'One moment …' : does}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Something to read, such as a secret that is shown this once. */
export function Show({
  title,
  children,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(open) => open || onClose()}>
      <Modal className="dialog">
        <Dialog>
          <Heading slot="title">{title}</Heading>
          {children}
          <div className="dialog-foot">
            <Button kind="primary" onPress={onClose} autoFocus>
              Done
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
