import type { Shared } from "../environment/shared.js";
import type { Request } from "./history.js";

/** A ticket opens one stream without a header. @throws where the server gives none */
export const ticketFetcher =
  ({ isRecord }: Shared) =>
  async (request: Request): Promise<string> => {
    const answer = await request("/api/realtime/tickets", { method: "POST" });
    const body: unknown = await answer.json();
    if (isRecord(body) && typeof body["ticket"] === "string") return body["ticket"];
    throw new Error(`a ticket was refused with ${answer.status}`);
  };
