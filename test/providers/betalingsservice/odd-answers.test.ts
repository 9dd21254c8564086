import { expect, test } from 'vitest';
import { callback, collectionRequest } from '../../../src/providers/betalingsservice/wire.ts';

const uuid = '3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5d';
const payment = { statusCode: 'COMPLETED', amount: { currency: 'DKK', value: '100.00' } };
const request = { uuid, statusCode: 'APPROVED', payment, mandate: { statusCode: 'VALIDATED' } };

test.each([
  ['a time that is a list', { ...request, createdAt: [1] }],
  ['a time of 300 characters', { ...request, approvedAt: 'x'.repeat(300) }],
  ['an error code that is an object', { ...request, errorCode: {} }],
  ['a payment day that is a number of no meaning', { ...request, payment: { ...payment, paymentDate: {} } }],
  ['a mandate number that is a list', { ...request, mandate: { statusCode: 'VALIDATED', mandateId: [] } }],
])('a collection request with %s is read all the same', (_, body) => {
  expect(collectionRequest.parse(body)).toMatchObject({ statusCode: 'APPROVED', payment: { statusCode: 'COMPLETED' } });
  const news = { eventId: uuid, eventType: 'COLLECTION_REQUEST_STATUS', occurredAt: {}, collectionRequest: body };
  expect(callback.safeParse(news).success).toBe(true);
});

test('one without an amount is not: it is what is paid', () => {
  expect(collectionRequest.safeParse({ ...request, payment: { statusCode: 'COMPLETED' } }).success).toBe(false);
});
