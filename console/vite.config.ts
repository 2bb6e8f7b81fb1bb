import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The console is served below /console/ of the site's own origin, beside the calls it makes. Pages
 * are chunks of their own; what all pages stand on is one, so that a new page costs itself alone.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // what the first page loads is written down for `npm run size`
    manifest: 'manifest.json',
    // an inlined file would be a data: address, which the policy allows for pictures alone
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    target: 'es2022',
  },
});
