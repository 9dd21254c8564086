#!/bin/sh
# curl: a query, a mutation that may be repeated, and a stream. PAYGRAPH_URL is …/graphql, PAYGRAPH_KEY a key; the argument
# is the id of a payment.
set -eu
ask() {
  curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused \
    --header 'content-type: application/json' --header "authorization: Bearer $PAYGRAPH_KEY" --data "$1" "$PAYGRAPH_URL"
  echo
}

ask '{"query": "{ viewer { merchantName } }"}'

# The same key with the same input does it once, however often curl has to try.
ask '{
  "query": "mutation ($input: UpdateAllowedOriginsInput!) { updateAllowedOrigins(input: $input) { __typename ... on UserError { code message } } }",
  "variables": {"input": {"idempotencyKey": "curl-origins-1", "origins": ["https://shop.example"]}}
}'

# A payment until it is over; then the stream ends by itself. `id:` is the cursor: send it as `last-event-id` to go on from there.
curl --silent --show-error --no-buffer \
  --header 'content-type: application/json' --header 'accept: text/event-stream' --header "authorization: Bearer $PAYGRAPH_KEY" \
  --data '{"query": "subscription ($id: ID!) { paymentUpdates(paymentId: $id) { __typename } }", "variables": {"id": "'"$1"'"}}' "$PAYGRAPH_URL"
