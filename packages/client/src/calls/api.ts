import { type CallEnvironment, createCaller } from "./call.js";
import { chatCalls } from "./chat.js";
import { directCalls } from "./direct.js";
import { documentCalls } from "./documents.js";
import { eventCalls } from "./events.js";
import { inboxCalls } from "./inbox.js";
import { issueCalls } from "./issues.js";
import { pinCalls } from "./pins.js";
import { spaceCalls } from "./spaces.js";
import { toolCalls } from "./tools.js";

/** The API's calls, by what they concern. Import single ones, such as `chatCalls`, where a bundle has to be small. */
export function apiCalls(environment: CallEnvironment) {
  const caller = createCaller(environment);
  return {
    chat: chatCalls(caller),
    direct: directCalls(caller),
    documents: documentCalls(caller),
    inbox: inboxCalls(caller),
    issues: issueCalls(caller),
    pins: pinCalls(caller),
    spaces: spaceCalls(caller),
    tools: toolCalls(caller),
    ...eventCalls(caller),
  };
}

export type Api = ReturnType<typeof apiCalls>;
