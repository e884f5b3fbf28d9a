import { instance } from "./instance.js";
import { type Called, httpsError } from "./platform/http/callable.js";
import { callFunction } from "./platform/http/callFunction.js";
import { subscribeFunction } from "./realtime/callables/subscribeFunction.js";
import { served } from "./served.js";

/** What this process serves as the callable functions, made when one of them is first called. */
export const callables = {
  subscribe: logged(subscribeFunction(instance.sockets)),
  call: logged(callFunction(served)),
};

function logged<Result>(act: (called: Called) => Promise<Result>) {
  return (called: Called): Promise<Result> =>
    act(called).catch((error: unknown) => {
      if (httpsError(error).httpErrorCode.status >= 500) instance.http.log.error("callable.failed", error);
      throw error;
    });
}
