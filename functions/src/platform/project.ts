import { z } from "zod";

export type Env = Readonly<Record<string, string | undefined>>;

const FirebaseConfig = z.object({ projectId: z.string().min(1) });

/** @throws Error where none is named. */
export function projectIdOf(env: Env): string {
  const named = env["GCLOUD_PROJECT"] ?? env["GOOGLE_CLOUD_PROJECT"];
  if (named) return named;
  const config = env["FIREBASE_CONFIG"];
  if (config?.startsWith("{")) return FirebaseConfig.parse(JSON.parse(config)).projectId;
  throw new Error("No project: set GCLOUD_PROJECT");
}

/**
 * With an emulator host set, unsigned tokens are accepted: a deployed instance must never start like that. Only
 * `demo-` projects, which exist nowhere, and the functions emulator itself may.
 */
export function emulatorHosts(env: Env, mayBe: boolean): string[] {
  const hosts = Object.keys(env).filter((name) => name.endsWith("_EMULATOR_HOST") && env[name]);
  if (hosts.length > 0 && !mayBe)
    throw new Error(`Refusing to start: ${hosts.join(", ")} set outside a demo- project`);
  return hosts;
}
