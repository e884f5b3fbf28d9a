import { RealtimeProvider, useRealtimeContext } from "@firecast/react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { Starting } from "../app/Starting.js";
import { getAppCheckToken } from "../appCheck/appCheck.js";
import { useUser } from "../auth/session.js";
import { overSocketIo } from "./overSocketIo.js";

/** What is below it hears of issues by Socket.IO. */
export default function SocketIssues({ url, children }: { url: string; children: ReactNode }) {
  const { realtime } = useRealtimeContext();
  const user = useUser();
  const queries = useQueryClient();
  const [client] = useState(
    () => () =>
      overSocketIo(realtime, {
        url,
        getToken: async () => (await user.getToken(false)) ?? "",
        getAppCheckToken: getAppCheckToken?.bind(undefined, { limitedUse: false }),
        missed: () =>
          void queries.invalidateQueries({ predicate: ({ queryKey: [name] }) => isOfIssues(name) }),
      }),
  );
  return (
    <RealtimeProvider client={client}>
      <Suspense fallback={<Starting />}>{children}</Suspense>
    </RealtimeProvider>
  );
}

const isOfIssues = (name: unknown): boolean =>
  name === "issues" || name === "issue" || name === "heatmap" || name === "issue statistics";
