import { useState } from 'react';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  AgreementPageDocument,
  CancelAgreementDocument,
  CancelMandateDocument,
  MandatePageDocument,
} from '../merchant/generated/graphql.ts';
import { Button, Card, Empty, Money, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Facts, Id, metadataFacts, Related } from '../parts/facts.tsx';
import { providerText, words } from '../parts/format.ts';
import { useNotOffered } from '../parts/offers.ts';
import { Play } from '../parts/play.tsx';
import { Rows } from '../parts/rows.tsx';
import { Standing } from '../parts/standing.tsx';
import { ThingOr, useThing } from '../parts/thing.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useSession } from '../session.tsx';
import { nameOf } from './list-shapes.tsx';
import { NewPayment } from './new-payment.tsx';

type Noun = 'agreements' | 'mandates';
const read = async (noun: Noun, id: string, signal: AbortSignal) =>
  noun === 'agreements'
    ? (await askMerchant(AgreementPageDocument, { id }, signal)).agreement
    : (await askMerchant(MandatePageDocument, { id }, signal)).mandate;
type Authority = NonNullable<Awaited<ReturnType<typeof read>>>;

const ended: ReadonlySet<string> = new Set(['CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED']);

function Cancel({ authority, onDone }: { readonly authority: Authority; readonly onDone: () => void }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const isAgreement = authority.__typename === 'Agreement';
  const scope = isAgreement ? 'agreements:write' : 'mandates:write';
  const notOffered = useNotOffered(authority.provider);
  const forbidden = may(session, scope) ? null : `This key may not do it: ${scope} is missing.`;
  const because = ended.has(authority.authorityStatus)
    ? `It has ended already: ${words(authority.authorityStatus).toLowerCase()}.`
    : (notOffered(isAgreement ? 'agreement.cancel' : 'mandate.cancel') ?? forbidden);
  return (
    <div className="action">
      <div>
        <Button isDisabled={because !== null} onPress={() => setOpen(true)}>
          Cancel it
        </Button>
      </div>
      {because ? <p className="small muted">{because}</p> : null}
      {open ? (
        <Ask
          title={isAgreement ? 'Cancel the agreement' : 'Cancel the mandate'}
          about="Nothing can be asked for on it afterwards, and what is open on it may end with it. That cannot be undone."
          does="Cancel it"
          danger
          act={(idempotencyKey) => {
            const common = { idempotencyKey, expectedVersion: authority.version };
            return isAgreement
              ? askMerchant(CancelAgreementDocument, { input: { ...common, agreementId: authority.id } })
              : askMerchant(CancelMandateDocument, { input: { ...common, mandateId: authority.id } });
          }}
          onClose={() => setOpen(false)}
          onDone={() => {
            onDone();
            return false;
          }}
        />
      ) : null}
    </div>
  );
}

function Page({
  authority,
  noun,
  again,
}: {
  readonly authority: Authority;
  readonly noun: Noun;
  readonly again: () => void;
}) {
  const session = useSession();
  const agreement = authority.__typename === 'Agreement' ? authority : null;
  const mandate = authority.__typename === 'Mandate' ? authority : null;
  const notOffered = useNotOffered(authority.provider);
  const notActive = authority.authorityStatus === 'ACTIVE' ? null : 'It is not active.';
  return (
    <>
      <PageHead
        above={<Link href={`/${noun}`}>{noun === 'agreements' ? 'Agreements' : 'Mandates'}</Link>}
        title={nameOf(authority)}
        about={<Id id={authority.id} />}
      >
        <Tag status={authority.authorityStatus} />
      </PageHead>
      <Standing
        id={authority.id}
        status={authority.authorityStatus}
        reason={authority.statusReason}
        next={agreement?.nextAction}
      />
      <div className="columns">
        <div className="stack" style={{ gap: 20 }}>
          <Card title="Payments on it">
            {authority.payments.nodes.length > 0 ? (
              <Rows rows={authority.payments.nodes} label="Payments on it" withAmounts />
            ) : (
              <Empty title="No payment yet">
                <p>Those that are asked for on it appear here.</p>
              </Empty>
            )}
          </Card>
          {may(session, 'events:read') ? <Timeline id={authority.id} /> : null}
        </div>
        <div className="stack" style={{ gap: 20 }}>
          <Card title="Actions">
            {agreement ? (
              <NewPayment
                on={{ agreementId: agreement.id }}
                currency={agreement.amount?.currency}
                unavailableBecause={notActive ?? notOffered('payment.create')}
              />
            ) : null}
            {mandate ? (
              <NewPayment
                on={{ mandateId: mandate.id }}
                currency={mandate.currency}
                unavailableBecause={notActive ?? notOffered('payment.charge')}
              />
            ) : null}
            <Cancel authority={authority} onDone={again} />
          </Card>
          <Play id={authority.id} />
          <Facts
            title="Facts"
            of={[
              ['Provider', providerText(authority.provider)],
              ["Provider's id", authority.providerReference],
              ['Your reference', authority.externalId],
              ['Amount', agreement?.amount ? <Money key="amount" of={agreement.amount} /> : null],
              ['Frequency', agreement ? words(agreement.frequency) : null],
              ['Next payment', agreement?.nextPaymentDate],
              ['Scheme', mandate ? words(mandate.scheme) : null],
              ['Currency', mandate?.currency],
              ["Provider's status", mandate?.providerStatus],
              [
                'Billing request',
                mandate?.billingRequest ? <Related key="brq" id={mandate.billingRequest.id} /> : null,
              ],
              ['Replaced by', mandate?.replacedBy ? <Related key="by" id={mandate.replacedBy.id} /> : null],
              ['Created', <Time key="created" at={authority.createdAt} />],
              ['Changed', <Time key="changed" at={authority.updatedAt} />],
              ['Version', String(authority.version)],
            ]}
          />
          {Object.keys(authority.metadata).length > 0 ? (
            <Facts title="Metadata" of={metadataFacts(authority.metadata)} />
          ) : null}
        </div>
      </div>
    </>
  );
}

export default function AuthorityPage({ id, noun }: { readonly id: string; readonly noun: Noun }) {
  const { thing, again } = useThing(id, (signal) => read(noun, id, signal));
  return (
    <ThingOr thing={thing} list={{ path: `/${noun}`, text: `All ${noun}` }}>
      {(authority) => <Page authority={authority} noun={noun} again={again} />}
    </ThingOr>
  );
}
