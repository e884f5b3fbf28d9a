import { expect } from "chai";
import type { Preferences } from "@firecast/contract/notifications/preferences";
import { preferencesActions } from "../../../src/features/preferences/actions.js";
import { preferencesStore } from "../../../src/features/preferences/store.js";
import { randomIds } from "../../../src/platform/ids.js";
import { limitsInMemory } from "../../support/memoryLedgers.js";
import { theTypes } from "../../support/noticeTypes.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { theFirebase } from "../../support/testInstance.js";

const everything: Preferences = {
  push: true,
  categories: { tools: { push: false } },
  types: { mention: { push: true }, member_joined: { push: true } },
  spaces: { "s-1": { muted: true }, "0": { muted: false } },
  quietHours: { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" },
};

describe("stored preferences", () => {
  const log = recordedLog();
  const store = () => preferencesStore(theFirebase().firestore, log);
  const aUser = (): string => randomIds.next();
  const theActions = () =>
    preferencesActions({
      firebase: theFirebase(),
      accounts: { timeZonesOf: () => Promise.resolve([]) },
      types: theTypes,
      limits: limitsInMemory(setClock(), 1000),
      log,
    });

  it("are none for who never chose", async () => {
    expect(await store().of(aUser())).to.deep.equal({});
  });

  it("are what was put last, as a whole", async () => {
    const [actions, user] = [theActions(), aUser()];
    expect(await actions.put(user, everything, undefined)).to.deep.equal(everything);
    expect(await actions.of(user)).to.deep.equal(everything);
    await actions.put(user, { push: false, quietHours: null }, undefined);
    expect(await actions.of(user)).to.deep.equal({ push: false, quietHours: null });
    await actions.put(user, {}, undefined);
    expect(await actions.of(user)).to.deep.equal({});
  });

  it("count as none, and are logged, where another backend wrote what is none", async () => {
    const uid = aUser();
    const path = `users/${uid}/private/notifications`;
    await theFirebase().firestore.doc(path).set({ push: "sometimes" });
    expect(await store().of(uid)).to.deep.equal({});
    expect(log.named("document.unreadable").at(-1)).to.include({ path });
  });

  it("hold as many muted spaces as are allowed", async () => {
    const [actions, user] = [theActions(), aUser()];
    const ids = Array.from({ length: 500 }, () => randomIds.next());
    const spaces = Object.fromEntries(ids.map((id) => [id, { muted: true }]));
    await actions.put(user, { spaces }, undefined);
    expect(await actions.of(user)).to.deep.equal({ spaces });
  });
});
