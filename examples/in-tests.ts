import { createTestRealtime } from "@firecast/client/testing";

const { realtime, server, clock } = createTestRealtime();
const heard: (number | undefined)[] = [];
realtime.subscribe("global", ({ seq }) => heard.push(seq));
await clock.pass(100);
server.publish("global", "system:maintenance");
server.cut();
server.publish("global", "system:maintenance");
await clock.pass(2000);
server.duplicate();
server.publish("global", "system:maintenance");
await clock.pass(100);
document.body.dataset["heard"] = heard.join();
