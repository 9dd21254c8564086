import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askOperator } from '../api/request.ts';
import { OperatorReprocessDocument } from '../operator/generated/graphql.ts';
import { Sentence } from './basics.tsx';
import { Ask } from './dialog.tsx';
import { Field } from './pickers.tsx';

export interface NewsShown {
  readonly id: string;
  readonly merchantId: string;
  readonly merchantName: string | null;
  readonly sentence: string;
}

/** Takes up a provider's news again that is parked or was given up. */
export default function OperatorReprocess({
  news,
  onClose,
}: {
  readonly news: NewsShown;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  return (
    <Ask
      title="Take the news up again"
      about={
        <>
          <p>
            {news.merchantName}: <Sentence of={news.sentence} />
          </p>
          <p>It is tried from the beginning of its schedule. What has been applied is never applied twice.</p>
        </>
      }
      does="Take it up again"
      act={(idempotencyKey) =>
        askOperator(OperatorReprocessDocument, {
          input: {
            idempotencyKey,
            merchantId: news.merchantId,
            notificationId: news.id,
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          },
        })
      }
      onClose={onClose}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ['operator'] });
        return false;
      }}
    >
      <Field label="Why, for the record (may be left out)" value={reason} onChange={setReason} />
    </Ask>
  );
}
