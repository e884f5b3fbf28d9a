import type { Link } from "../stream/link.js";

/** `candidate`: opened to take the place of `link`, once it is connected. */
export type Place = "link" | "candidate";

/** The link of a pool, and the one that is to take its place. */
export class Links {
  link: Link | undefined;
  candidate: Link | undefined;
  /** Grows with every opening: an older one that is still being prepared is not opened any more. */
  readonly #turns = { link: 0, candidate: 0 };

  /** Whether another opening has begun there since. */
  turn(place: Place): () => boolean {
    const turn = ++this.#turns[place];
    return () => turn !== this.#turns[place];
  }

  put(place: Place, link: Link): void {
    if (place === "candidate") this.candidate?.close();
    this[place] = link;
  }

  /** It is connected: the link that it takes the place of, if it does. False: it is none of these. */
  promote(link: Link): Link | undefined | false {
    const before = this.link;
    if (link === this.candidate) {
      before?.close();
      this.link = link;
    } else if (link === before) this.candidate?.close();
    else return false;
    this.candidate = undefined;
    return before === link ? undefined : before;
  }

  /** The candidate, which is none any more. */
  takeCandidate(): Link | undefined {
    const { candidate } = this;
    this.candidate = undefined;
    return candidate;
  }

  close(): void {
    this.link?.close();
    this.takeCandidate()?.close();
    this.link = undefined;
  }
}
