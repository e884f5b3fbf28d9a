import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/project.mjs";

/** What reCAPTCHA, which attests the app for App Check, loads and asks. Nothing of it is allowed to an app that does without. */
const needed = {
  "script-src": ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"],
  "frame-src": ["https://www.google.com/recaptcha/"],
  "connect-src": ["https://content-firebaseappcheck.googleapis.com", "https://www.google.com/recaptcha/"],
};

/**
 * @param {{ VITE_APP_CHECK_SITE_KEY?: string }} settings
 * @throws Error that says what to put into firebase.json, where App Check could not work with what is there
 */
export function checkAppCheckPolicy({ VITE_APP_CHECK_SITE_KEY: siteKey }, policy = policyOfHosting()) {
  if (!siteKey) return;
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  const lacking = Object.entries(needed).flatMap(([name, sources]) => {
    const left = sources.filter((source) => !directives.get(name)?.includes(source));
    return left.length > 0 ? [`${name} ${left.join(" ")}`] : [];
  });
  if (lacking.length > 0)
    throw new Error(
      "With VITE_APP_CHECK_SITE_KEY the app runs reCAPTCHA, which the Content-Security-Policy in firebase.json has to " +
        `allow: add ${lacking.join("; ")}`,
    );
}

function policyOfHosting() {
  const { hosting } = JSON.parse(readFileSync(join(root, "firebase.json"), "utf8"));
  const headers = hosting.headers.flatMap((rule) => rule.headers);
  return headers.find(({ key }) => key === "Content-Security-Policy")?.value ?? "";
}
