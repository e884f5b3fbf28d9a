import { type FirebaseApp, initializeApp } from "@firebase/app";
import { isLocal } from "../app/environment.js";

let made: Promise<FirebaseApp> | undefined;

/** The app's own project, for all parts of Firebase that it uses. */
export function firebaseApp(): Promise<FirebaseApp> {
  made ??= isLocal
    ? Promise.resolve(initializeApp({ apiKey: "demo", projectId: "demo-firecast", appId: "demo" }))
    : deployed();
  made.catch(() => (made = undefined));
  return made;
}

/** Hosting tells which project it belongs to. */
async function deployed(): Promise<FirebaseApp> {
  const answer = await fetch("/__/firebase/init.json");
  const options: unknown = await answer.json();
  if (typeof options !== "object" || options === null) throw new Error("Hosting names no project.");
  return initializeApp(options);
}
