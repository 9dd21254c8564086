import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { compressed } from '../site/compressed.ts';

const outDir = join(import.meta.dirname, '../dist/console');

/** Compresses the assets, not the page that names them. */
const withCompressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  closeBundle: () => compressed(join(outDir, 'assets')),
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [withCompressed],
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    // Inlined files would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries say "use client" for servers that render them; there is none.
      onLog: (level, log, report) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && report(level, log),
    },
  },
  server: {
    port: 4400,
    proxy: Object.fromEntries(
      ['/console/graphql', '/console/operator', '/console/session'].map((path) => [
        path,
        { target: 'http://127.0.0.1:4000', ws: true, changeOrigin: true },
      ]),
    ),
  },
});
