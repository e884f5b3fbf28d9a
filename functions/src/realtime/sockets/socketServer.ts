import type { IncomingMessage, ServerResponse } from "node:http";
import type { Request, Response } from "express";
import { notFound } from "../../platform/problems.js";
import { sendProblem } from "../../platform/http/problems.js";
import { asksForUpgrade, takeUpgrade, type Upgrade } from "../transports/upgrades.js";

/** What serves the connections that are opened at one path, with or without the `/api` prefix. */
export interface UpgradeRoute {
  /** Such as `/ws`; with a slash at its end, all that begins so. */
  readonly path: string;
  /** The connection is its own from here on. Never throws. */
  accept(req: IncomingMessage, upgrade: Upgrade): void;
  /** Requests at the path that ask for no upgrade; the API's by default. */
  request?(req: Request, res: Response): void;
}

interface SocketServerDeps {
  upgrades: readonly UpgradeRoute[];
  /** What serves all else. */
  app(req: Request, res: Response): void;
}

interface SocketServer {
  /** The handler of the function `sockets`, to which upgrades come as ordinary requests. */
  serve(req: Request, res: Response): void;
  /** Before any framework sees a request: opens the connection, or passes on what asks for none. */
  open(req: IncomingMessage, res: ServerResponse, passOn: () => void): void;
}

/** What the function `sockets` serves. */
export function socketServer({ upgrades, app }: SocketServerDeps): SocketServer {
  const upgrade = (req: IncomingMessage, res: ServerResponse): void => {
    const route = routeOf(upgrades, req);
    if (route) route.accept(req, takeUpgrade(req, res));
    else sendProblem(notFound(), res);
  };
  return {
    serve: (req, res) => {
      const route = asksForUpgrade(req) ? undefined : routeOf(upgrades, req);
      if (asksForUpgrade(req)) upgrade(req, res);
      else if (route?.request) route.request(req, res);
      else app(req, res);
    },
    open: (req, res, passOn) => {
      if (!asksForUpgrade(req)) passOn();
      // Node hands the socket over once it has announced the request.
      else process.nextTick(upgrade, req, res);
    },
  };
}

/** What serves the path that a request asks for. */
export function routeOf(routes: readonly UpgradeRoute[], req: IncomingMessage): UpgradeRoute | undefined {
  const path = pathOf(req);
  return routes.find((route) => matches(route.path, path));
}

const pathOf = ({ url = "" }: IncomingMessage): string =>
  (url.split("?", 1)[0] ?? "").replace(/^\/api(?=\/)/, "");

const matches = (wanted: string, path: string): boolean =>
  wanted.endsWith("/") ? path.startsWith(wanted) : path === wanted;
