import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { bearerToken } from "../../platform/auth/identify.js";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { admit } from "../../platform/http/admit.js";
import type { Kit, Route } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import { metricsText } from "../operations/metricsText.js";
import type { Operations } from "../operations/operations.js";
import type { Request } from "express";

const answerWithin = seconds(8);

interface MetricsDeps {
  operations: Pick<Operations, "snapshots">;
  metricsSecret: string | undefined;
}

/** For operators, and for a scraper: a service account on the list, or a caller that brings the secret. */
export function metricsRoute({ operations, metricsSecret }: MetricsDeps): Route {
  const bringsSecret = ({ headers }: Request): boolean => {
    const text = bearerToken(headers.authorization);
    return metricsSecret !== undefined && text !== undefined && isSame(text, metricsSecret);
  };
  return {
    method: "GET",
    path: "/realtime/metrics",
    summary: "Metrics of all instances as Prometheus reads them",
    access: "operator",
    limit: "reads",
    answers: { 200: z.string() },
    produces: "text/plain",
    needsNoApp: bringsSecret,
    handle: async (req, res, kit) => {
      if (!bringsSecret(req)) await admitScraper(req, kit);
      const figures = await within(answerWithin, "metrics", operations.snapshots.all());
      const { contentType, body } = await metricsText(figures);
      res.setHeader("Content-Type", contentType);
      res.setHeader("Cache-Control", "no-store");
      res.writeHead(200).end(body);
    },
  };
}

async function admitScraper(req: Request, { callers, limits }: Kit): Promise<void> {
  const identify = async () => ({ caller: await callers.identify(req) });
  const { caller } = await admit(req, limits, "reads", identify, { services: true });
  if (caller.type === "user" && !caller.user.operator) throw new Problem("forbidden");
}

/** In a time that does not tell how much of it is right. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digestOf(a), digestOf(b));
const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
