import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { download, type DownloadOptions } from "../../../src/platform/outbound/download.js";
import { RequestFailed } from "../../../src/platform/outbound/requestFailed.js";

describe("a download from where a user says", () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  after(() => sockets.forEach((socket) => socket.destroy()));
  after(() => servers.forEach((server) => server.close()));

  const serve = (listener: RequestListener): Promise<string> => listenOn(createServer(listener));

  /** Answers every request with `head`, and then with `block` again and again. */
  const flood = (head: string | Buffer, block: Buffer): Promise<string> =>
    listenOn(
      createTcpServer((socket) => {
        const more = (): void => {
          while (!socket.destroyed && socket.write(block));
          socket.once("drain", more);
        };
        socket
          .on("error", () => undefined)
          .once("data", () => {
            socket.write(head);
            more();
          });
      }),
    );

  async function listenOn(server: Server): Promise<string> {
    servers.push(server.on("connection", (socket: Socket) => sockets.add(socket)));
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
      if (error instanceof RequestFailed) return error.reason;
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

  it("takes nothing for unchanged that it has never had", async () => {
    const host = await serve((_, res) => void res.writeHead(304).end());
    expect(await reasonOf(get(host))).to.equal("answered_badly");
  });

  it("breaks off what keeps it busy without bringing content", async () => {
    const options = { maxBytes: 200_000, withinMs: 50_000 };
    const interim = await flood("", Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000)));
    expect(await reasonOf(get(interim, options))).to.equal("answered_badly");
    const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for (const chunk of ["1\r\nx\r\n", "2\r\nxx\r\n"]) {
      const bytes = await flood(chunked, Buffer.from(chunk.repeat(1000)));
      expect(await reasonOf(get(bytes, { ...options, maxBytes: 1_000_000 }))).to.equal("too_large");
    }
    const gzip = Buffer.from(
      "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03",
      "latin1",
    );
    const emptyBlock = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const empty = await flood(gzip, Buffer.concat(Array.from({ length: 10_000 }, () => emptyBlock)));
    expect(await reasonOf(get(empty, options))).to.equal("too_large");
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
