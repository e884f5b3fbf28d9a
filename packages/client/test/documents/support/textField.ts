import type { TextUser } from "./textServer.js";

/** A field that shows a document: what others write, with its next frame; what is typed, at once. */
export function aTextField({ document }: Pick<TextUser, "document">) {
  let [text, caret] = ["", 0];
  const draw = (): void => {
    const { content, cursor } = document.get();
    text = content;
    caret = cursor?.position ?? Math.min(caret, text.length);
  };
  const put = (next: string, at: number): void => {
    document.setContent(next, text, at);
    document.moveCursor(at, undefined, next);
    draw();
  };
  return {
    draw,
    text: () => text,
    caret: () => caret,
    /** "<" takes the letter before the caret out. */
    type: (letter: string): void => {
      const [before, after] = [text.slice(0, caret), text.slice(caret)];
      const left = letter === "<" ? [...before].slice(0, -1).join("") : before + letter;
      put(left + after, left.length);
    },
    click: (at: number): void => {
      caret = Math.min(at, text.length);
      document.moveCursor(caret, undefined, text);
      draw();
    },
  };
}
