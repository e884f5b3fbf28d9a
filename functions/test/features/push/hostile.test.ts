import { expect } from "chai";
import { hostile } from "../inbox/http/hostile.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld } from "./world.js";

describe("a push of hostile text", () => {
  const fcm = anFcm();

  it("reaches FCM as plain text, whole characters in 4 KB, whatever the platform", async () => {
    const { uid, device, put, deliver } = aWorld();
    const tokens = await Promise.all(
      (["android", "ios", "web"] as const).map(async (platform) => {
        const token = `${platform}-${uid}`;
        await device(undefined, { token, platform });
        return token;
      }),
    );
    const rows = [];
    for (const text of hostile) {
      const row = await put({ title: text, body: text.repeat(100), collapseKey: `mention-${text}` });
      await deliver(uid, row.id);
      rows.push({ id: row.id, title: text });
    }
    for (const token of tokens) {
      const received = fcm().received(token);
      expect(
        received.map(({ data, notification }) => ({ id: data?.["id"], title: notification?.title })),
      ).to.have.deep.members(rows);
      for (const message of received) {
        expect(Buffer.byteLength(JSON.stringify(message))).to.be.at.most(4096);
        expect(message.notification?.body).to.match(/^\P{Surrogate}+$/u);
      }
    }
  });
});
