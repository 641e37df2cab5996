import path from "node:path";
import type { NextConfig } from "next";

const root = path.resolve(import.meta.dirname, "..");

export default {
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root },
  poweredByHeader: false,
  // The box may have no way out, and no reason to ask: icons and fonts are ours or the system's.
  images: { unoptimized: true },
} satisfies NextConfig;
