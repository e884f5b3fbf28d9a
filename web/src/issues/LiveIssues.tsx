import { lazy } from "react";
import { Outlet } from "react-router";
import { socketUrl } from "../app/environment.js";
import { issuesBySocketIo } from "../app/transport.js";

const SocketIssues = lazy(() => import("./SocketIssues.js"));

/** Issues come as everything does, or by Socket.IO, as the user has chosen. */
export function LiveIssues() {
  if (socketUrl === undefined || !issuesBySocketIo.get()) return <Outlet />;
  return (
    <SocketIssues url={socketUrl}>
      <Outlet />
    </SocketIssues>
  );
}
