import { expect } from "chai";
import { checkAppCheckPolicy } from "../app-check-policy.mjs";

describe("a build with App Check", () => {
  const siteKey = { VITE_APP_CHECK_SITE_KEY: "key" };
  const policy =
    "default-src 'self'; script-src 'self' https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/; " +
    "frame-src https://www.google.com/recaptcha/; " +
    "connect-src 'self' https://content-firebaseappcheck.googleapis.com https://www.google.com/recaptcha/";

  it("says what the policy of the site has to allow, which is not allowed without it", () => {
    expect(() => checkAppCheckPolicy(siteKey)).to.throw(/frame-src https:\/\/www\.google\.com\/recaptcha\//);
    checkAppCheckPolicy({});
    checkAppCheckPolicy(siteKey, policy);
    expect(() =>
      checkAppCheckPolicy(siteKey, policy.replace(" https://www.gstatic.com/recaptcha/", "")),
    ).to.throw(/add script-src https:\/\/www\.gstatic\.com\/recaptcha\/$/);
  });
});
