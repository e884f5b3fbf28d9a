/** An address without what routes begin with: they are named with their `/api`. `ws:` is where `http:` is. */
export const baseOf = (url: string): string =>
  url
    .replace(/\/+$/, "")
    .replace(/^ws/, "http")
    .replace(/\/ws$/, "")
    .replace(/\/api$/, "");
