import { randomBytes } from 'node:crypto';

/** By which a caller and our log name one request. */
export const newRequestId = (): string => `req_${randomBytes(12).toString('hex')}`;
