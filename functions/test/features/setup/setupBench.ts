import { Setup } from "@firecast/contract/space/setup";
import { Space } from "@firecast/contract/space/spaces";
import { randomIds } from "../../../src/platform/ids.js";
import type { SetupStep } from "../../../src/platform/setup/step.js";
import { inOrder } from "../../../src/features/setup/deps.js";
import { type Ended, type RunDeps, runSetup } from "../../../src/features/setup/runSetup.js";
import { setupStore } from "../../../src/features/setup/store.js";
import { type SetClock, setClock } from "../../support/setClock.js";
import { type TestInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Processes that set spaces up, over real Firestore and with the steps of the real features. */
export interface SetupBench {
  readonly clock: SetClock;
  /** Ids of what owners were alerted of. */
  readonly alerts: string[];
  /** A process of its own, with other steps in the place of those of the same name. */
  process(instead?: readonly SetupStep[]): (spaceId: string) => Promise<Ended>;
}

export function setupBench(server: TestInstance): SetupBench {
  const clock = setClock(new Date().toISOString());
  const alerts: string[] = [];
  const { features, core } = server.instance;
  const real = features.flatMap(({ setupSteps = [] }) => setupSteps);
  return {
    clock,
    alerts,
    process: (instead = []) => {
      const names = instead.map(({ name }) => name);
      const steps = inOrder([...real.filter(({ name }) => !names.includes(name)), ...instead]);
      const deps: RunDeps = {
        store: setupStore(theFirebase().firestore, silent),
        publisher: core.publisher,
        accounts: {
          alert: (_, { id }) => {
            alerts.push(id);
            return Promise.resolve();
          },
        },
        inGoodStanding: () => Promise.resolve(true),
        steps: () => steps,
        clock,
        ids: randomIds,
        log: silent,
      };
      return (spaceId) => runSetup(deps, spaceId);
    },
  };
}

/** A space that was made with a set-up, and its owner. */
export async function aNewSpace(server: TestInstance, setup?: object, founder?: Person) {
  const owner = founder ?? (await aPerson(server));
  const answer = await owner.post("/spaces", { name: "Stable", joinPolicy: "open", ...(setup && { setup }) });
  const { id } = Space.parse(answer.body);
  const path = `/spaces/${id}`;
  const shown = async (): Promise<Setup> => Setup.parse((await owner.get(`${path}/setup`)).body);
  const states = async () => (await shown()).steps.map(({ name, state }) => `${name} ${state}`);
  return { id, path, owner, shown, states };
}

/** Something that another one waits for. */
export function aSignal(): { given: Promise<void>; give(): void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}
