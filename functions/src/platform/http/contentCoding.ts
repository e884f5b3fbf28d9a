/** How an answer is written for its way (https://www.rfc-editor.org/rfc/rfc9110#section-8.4); identity: as it is. */
export type ContentCoding = "gzip" | "identity";

/**
 * What a client prefers that sends this `Accept-Encoding` (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3): gzip where it
 * takes it and does not rate it below identity. A client that refuses both gets identity, as the RFC advises.
 */
export function contentCodingFor(accepted: string | undefined): ContentCoding {
  const weights = new Map(accepted?.split(",").map(weightOf));
  const others = weights.get("*");
  const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? others ?? 0;
  const identity = weights.get("identity") ?? 0;
  return gzip > 0 && gzip >= identity ? "gzip" : "identity";
}

/** A coding and its weight, 0 to 1; what is not well-formed is not accepted. */
function weightOf(item: string): [coding: string, weight: number] {
  const [coding = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
  if (parameters.length === 0) return [coding, 1];
  const [, weight] = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameters.join(";")) ?? [];
  return [coding, Number(weight ?? 0)];
}
