#!/usr/bin/env node
import { run } from './paygraph/program.ts';

process.exitCode = await run(process.argv.slice(2));
