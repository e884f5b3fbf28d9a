import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, loadEnv } from "vite";
import { demoPassword, demoUsers } from "../scripts/demo/demo-users.mjs";
import { appCheckPort, chaosPort, ports, socketsPort, streamsPort } from "../scripts/project.mjs";
import { checkAppCheckPolicy } from "./app-check-policy.mjs";
import { docsPage } from "./docs-page.mjs";
import { offlineShell } from "./offline-shell.mjs";

/** What a page needs to know on a laptop, where `npm start` runs everything. */
const local = {
  authPort: ports.auth,
  streamsPort,
  socketsPort,
  chaosPort,
  ...((process.env.APP_CHECK ?? "off") !== "off" && { appCheckPort }),
  users: demoUsers,
  password: demoPassword,
};

checkAppCheckPolicy(loadEnv("production", import.meta.dirname));

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), offlineShell(), docsPage()],
  define: { __LOCAL__: JSON.stringify(local) },
  // The packages of this repository are built from their sources.
  resolve: { conditions: ["firecast", ...defaultClientConditions] },
  build: {
    target: "es2023",
    // An inlined asset would be a `data:` URL, and module preload's polyfill a script: the Content-Security-Policy has neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
