/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Five entries: the shared look, the widgets of ordinary pages, the proof of work of the booking form, the room, and
// the test of devices before it.
// Django finds the hashed names in dist/manifest.json.
export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../src/visavis/web/static/dist"),
    emptyOutDir: true,
    // Not in a dot-folder: packaging and static file finders skip those.
    manifest: "manifest.json",
    sourcemap: false,
    // Every browser that has WebRTC as we need it knows modulepreload; the polyfill would be one more script.
    modulePreload: { polyfill: false },
    // A data: address in CSS would need an exception in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        styles: here("../src/visavis/web/styles/main.css"),
        widgets: here("src/widgets/main.ts"),
        proof_of_work: here("src/widgets/proof-of-work/main.ts"),
        room: here("src/room/main.tsx"),
        device_check: here("src/room/device-check/main.tsx"),
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
