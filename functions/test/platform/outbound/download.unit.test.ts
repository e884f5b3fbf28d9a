import { createServer, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { download, DownloadFailed, type DownloadOptions } from "../../../src/platform/outbound/download.js";

describe("a download from where a user says", () => {
  const servers: Server[] = [];
  after(() => servers.forEach((server) => server.closeAllConnections()));
  after(() => servers.forEach((server) => server.close()));

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return `127.0.0.1:${address.port}`;
  }

  const get = (host: string, options: Partial<DownloadOptions> = {}) =>
    download(`http://${host}/`, { allowed: [host], maxBytes: 1000, accept: "text/calendar", ...options });

  const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      if (error instanceof DownloadFailed) return error.reason;
      throw error;
    }
    return "none";
  };

  it("gets content with its validators, and nothing where these still hold", async () => {
    const host = await serve((req, res) => {
      if (req.headers["if-none-match"] === '"1"') res.writeHead(304).end();
      else res.writeHead(200, { etag: '"1"' }).end("hello");
    });
    const first = await get(host);
    expect(first).to.deep.equal({
      type: "content",
      bytes: Buffer.from("hello"),
      etag: '"1"',
      lastModified: undefined,
    });
    expect(await get(host, { validators: { etag: '"1"' } })).to.deep.equal({ type: "unchanged" });
  });

  it("unpacks gzip, as far as it may be long", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const host = await serve((req, res) => {
      res.writeHead(200, { "content-encoding": "gzip" }).end(req.url === "/bomb" ? bomb : gzipSync("hello"));
    });
    const found = await get(host);
    expect(found.type === "content" && found.bytes.toString()).to.equal("hello");
    const options = { allowed: [host], maxBytes: 1_000_000, accept: "text/calendar" };
    expect(await reasonOf(download(`http://${host}/bomb`, options))).to.equal("too_large");
  });

  it("breaks off what is too long, has no end, does not begin, breaks off or is no success", async () => {
    const endless = await serve((_, res) => {
      const more = () => res.write("x".repeat(500), () => setTimeout(more, 1));
      more();
    });
    const drip = await serve((_, res) => void setInterval(() => res.write("x"), 20).unref());
    const silent = await serve(() => undefined);
    const broken = await serve((_, res) => {
      res.writeHead(200, { "content-length": "100" });
      res.write("x", () => res.destroy());
    });
    const sorry = await serve((_, res) => void res.writeHead(500).end("secret"));
    expect(await reasonOf(get(endless))).to.equal("too_large");
    expect(await reasonOf(get(drip, { withinMs: 150 }))).to.equal("too_slow");
    expect(await reasonOf(get(silent, { withinMs: 100 }))).to.equal("too_slow");
    expect(await reasonOf(get(broken))).to.equal("unreachable");
    expect(await reasonOf(get(sorry))).to.equal("answered_badly");
    expect(await reasonOf(get("127.0.0.1:9"))).to.equal("unreachable");
  });

  it("follows three redirects, and none to where it might not have gone at first", async () => {
    let hops = 0;
    const host = await serve((req, res) => {
      const to = req.url === "/far" || hops++ < 3 ? "/next" : undefined;
      if (req.url?.startsWith("/to="))
        res.writeHead(302, { location: decodeURIComponent(req.url.slice(4)) }).end();
      else if (to) res.writeHead(302, { location: to }).end();
      else res.end("there");
    });
    expect((await get(host)).type).to.equal("content");
    hops = -10;
    expect(await reasonOf(get(host))).to.equal("too_many_redirects");
    let reached = false;
    const inner = await serve((_, res) => {
      reached = true;
      res.end("secret");
    });
    for (const to of [
      `http://${inner}/`,
      "https://169.254.169.254/",
      "file:///etc/passwd",
      "http://[::1]/",
    ]) {
      const url = `http://${host}/to=${encodeURIComponent(to)}`;
      const options = { allowed: [host], maxBytes: 1000, accept: "text/calendar" };
      expect(await reasonOf(download(url, options)), to).to.equal("refused");
    }
    expect(reached).to.equal(false);
  });

  it("connects to no name of which an address is private, and asks for the addresses once", async () => {
    for (const addresses of [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:169.254.169.254"]]) {
      let asked = 0;
      const resolve = () => Promise.resolve(asked++ === 0 ? addresses : ["8.8.8.8"]);
      const options = { allowed: [], maxBytes: 1000, accept: "text/calendar", resolve };
      expect(await reasonOf(download("https://rebound.example/", options))).to.equal("refused");
      expect(asked).to.equal(1);
    }
  });
});
