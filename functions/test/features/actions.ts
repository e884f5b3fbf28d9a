import { accountsActions } from "../../src/features/accounts/actions.js";
import { accountsDeps } from "../../src/features/accounts/deps.js";
import { calendarActions } from "../../src/features/calendar/actions.js";
import { calendarDeps } from "../../src/features/calendar/deps.js";
import { chatActions } from "../../src/features/chat/actions.js";
import { chatDeps } from "../../src/features/chat/deps.js";
import { spacesActions } from "../../src/features/spaces/actions.js";
import { spacesDeps } from "../../src/features/spaces/deps.js";
import { toolsActions } from "../../src/features/tools/actions.js";
import { toolsDeps } from "../../src/features/tools/deps.js";
import { accountDirectory } from "../../src/platform/auth/directory.js";
import { type Clock, systemClock } from "../../src/platform/clock.js";
import { randomIds, systemRandom } from "../../src/platform/ids.js";
import type { Log } from "../../src/platform/log.js";
import { noSetups } from "../../src/platform/setup/queue.js";
import { limitsInMemory } from "../support/memoryLedgers.js";
import { type TestInstance, theFirebase } from "../support/testInstance.js";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The features' actions, for what no route reaches. */
export function actionsOf(server: TestInstance, clock: Clock = systemClock) {
  const { publisher } = server.instance.core;
  const common = {
    firebase: theFirebase(),
    limits: limitsInMemory(clock, 1000),
    clock,
    ids: randomIds,
    log: silent,
  };
  const accounts = accountsActions(
    accountsDeps({ ...common, directory: accountDirectory(theFirebase().auth) }),
  );
  const { names } = accounts;
  const spacesParts = spacesDeps({ ...common, names, publisher, setups: () => noSetups });
  const spaces = spacesActions(spacesParts);
  const chatParts = chatDeps({ ...common, names, publisher, spaces });
  const toolsParts = toolsDeps({ ...common, publisher, random: systemRandom, accounts, spaces });
  return {
    spaces,
    spacesParts,
    toolsParts,
    chatParts,
    chat: chatActions(chatParts),
    tools: toolsActions(toolsParts),
    calendar: calendarActions(calendarDeps({ ...common, publisher, spaces })),
    accounts,
  };
}
