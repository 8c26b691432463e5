import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // Without it vitest would take the side of Svelte that is made for servers.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // The first test compiles every component, which takes a while on a busy machine.
  test: { testTimeout: 30_000, environment: "jsdom", include: ["src/**/*.test.ts"] },
});
