const Valid = /^[\w.+-]+\/[\w.+-]+(?:\s*;[\x20-\x7e]*)?$/;

export const fallbackType = "application/octet-stream";

/** A media type as a header has it; undefined for what is none. */
export const contentTypeIn = (header: string | undefined): string | undefined => {
  const text = header?.trim() ?? "";
  return text.length <= 200 && Valid.test(text) ? text : undefined;
};

/** Without parameters: what counts. */
export const essenceOf = (type: string): string => (type.split(";")[0] ?? "").trim().toLowerCase();

export const isSameType = (a: string, b: string): boolean => essenceOf(a) === essenceOf(b);

/** Whether a stream of that type is one of messages. */
export const isJson = (type: string): boolean => essenceOf(type) === "application/json";

/** Whether its bytes are text that a server-sent event can carry. */
export const isText = (type: string): boolean => isJson(type) || essenceOf(type).startsWith("text/");

/** What a browser shall show if it is led there; all else it stores. */
export const isHarmless = (type: string): boolean => isJson(type) || essenceOf(type) === "text/plain";
