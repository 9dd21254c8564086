import { way } from './way.ts';

// Imported before the tests that are to go the full way.
Object.assign(way, { direct: false, planned: false });
