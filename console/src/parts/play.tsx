import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isRefused, refusedText } from '../api/refusal.ts';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { RunScenarioDocument, type SandboxScenario, ScenariosDocument } from '../merchant/generated/graphql.ts';
import { useSession } from '../session.tsx';
import { Button, Card, Notice } from './basics.tsx';
import { words } from './format.ts';
import { newKey } from './idempotency.ts';
import { PickOne } from './pickers.tsx';

/** Which scenarios are about a thing of this kind; the server says so for certain when one is played. */
const fits: Readonly<Record<string, RegExp>> = {
  agr: /^PAYER_|AGREEMENT|DASHBOARD|RECURRING|AUTO_RESERVE/,
  man: /MANDATE|PAYER_|DASHBOARD/,
  brq: /BILLING|PAYER_|BANK_/,
  trf: /^TRANSFER|^REFUND|PUSH/,
  oop: /^PAYER_|^CAPTURE|^REFUND|PAYMENT|CHARGEBACK|LATE_FAILURE|DASHBOARD|AUTO_RESERVE/,
  chg: /^PAYER_|^CAPTURE|^REFUND|PAYMENT|CHARGEBACK|LATE_FAILURE|DASHBOARD/,
};

/** The payer, the bank and the provider's misbehaviour, played beside what comes of it. */
export function Play({ id }: { readonly id: string }) {
  const session = useSession();
  const [scenario, setScenario] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly tone: 'good' | 'bad'; readonly text: string } | null>(null);
  const isShown = session.environment === 'SANDBOX' && may(session, 'payments:write');
  const scenarios = useQuery({
    queryKey: ['scenarios'],
    queryFn: ({ signal }) => askMerchant(ScenariosDocument, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isShown,
  });
  if (!isShown) return null;
  const pattern = fits[id.split('_', 1)[0] ?? ''] ?? /./;
  const choices = (scenarios.data?.__type?.enumValues ?? [])
    .filter(({ name }) => pattern.test(name))
    .map(({ name, description }) => ({ id: name, text: words(name), about: description ?? null }));
  const play = async (): Promise<void> => {
    if (!scenario) return;
    setBusy(true);
    try {
      const { result } = await askMerchant(RunScenarioDocument, {
        input: { idempotencyKey: newKey(), subjectId: id, scenario: scenario as SandboxScenario },
      });
      setSaid(
        isRefused(result)
          ? { tone: 'bad', text: refusedText(result) }
          : { tone: 'good', text: `${words(scenario)} was played. What comes of it arrives in the timeline.` },
      );
    } catch (error) {
      setSaid({ tone: 'bad', text: error instanceof Error ? error.message : String(error) });
    }
    setBusy(false);
  };
  return (
    <Card title="Play in the sandbox">
      <div className="card-body stack">
        <PickOne
          label="What happens"
          choices={choices}
          value={scenario}
          onChange={setScenario}
          placeholder="Choose a scenario"
        />
        <Button isDisabled={!scenario} isPending={busy} onPress={() => void play()}>
          {busy ? 'One moment …' : 'Play it'}
        </Button>
        <div role="status">
          {said ? (
            <Notice tone={said.tone}>
              <p>{said.text}</p>
            </Notice>
          ) : null}
        </div>
      </div>
    </Card>
  );
}
