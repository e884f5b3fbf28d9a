import type { Texts } from "../text/language.js";

interface ChatTexts {
  readonly messages: string;
  readonly empty: string;
  readonly loading: string;
  readonly unread: string;
  readonly newest: string;
  readonly deleted: string;
  readonly edited: string;
  readonly pinned: string;
  readonly waiting: string;
  readonly notSent: string;
  readonly retry: string;
  readonly discard: string;
  readonly reply: string;
  readonly replyingTo: (name: string) => string;
  readonly edit: string;
  readonly remove: string;
  readonly pin: string;
  readonly unpin: string;
  readonly more: string;
  readonly save: string;
  readonly cancel: string;
  readonly send: string;
  readonly placeholder: string;
  readonly tooLong: (over: number) => string;
  readonly typing: (names: readonly string[]) => string;
  readonly readBy: (names: string) => string;
  readonly mention: string;
  readonly you: string;
}

export const chatTexts: Texts<ChatTexts> = {
  en: {
    messages: "Messages",
    empty: "Nobody has said anything yet. Begin!",
    loading: "Loading messages",
    unread: "New",
    newest: "New messages",
    deleted: "This message was deleted",
    edited: "edited",
    pinned: "Pinned",
    waiting: "Waiting to be sent",
    notSent: "Not sent",
    retry: "Try again",
    discard: "Discard",
    reply: "Reply",
    replyingTo: (name) => `Replying to ${name}`,
    edit: "Edit",
    remove: "Delete",
    pin: "Pin",
    unpin: "Unpin",
    more: "More",
    save: "Save",
    cancel: "Cancel",
    send: "Send",
    placeholder: "Write a message",
    tooLong: (over) => `${over} characters too long`,
    typing: (names) =>
      names.length > 2
        ? "Several people are typing"
        : `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} typing`,
    readBy: (names) => `Read by ${names}`,
    mention: "Mention somebody",
    you: "you",
  },
  de: {
    messages: "Nachrichten",
    empty: "Noch hat niemand etwas gesagt. Fang an!",
    loading: "Nachrichten werden geladen",
    unread: "Neu",
    newest: "Neue Nachrichten",
    deleted: "Diese Nachricht wurde gelöscht",
    edited: "bearbeitet",
    pinned: "Angeheftet",
    waiting: "Wartet auf das Senden",
    notSent: "Nicht gesendet",
    retry: "Noch einmal",
    discard: "Verwerfen",
    reply: "Antworten",
    replyingTo: (name) => `Antwort an ${name}`,
    edit: "Bearbeiten",
    remove: "Löschen",
    pin: "Anheften",
    unpin: "Lösen",
    more: "Mehr",
    save: "Speichern",
    cancel: "Abbrechen",
    send: "Senden",
    placeholder: "Nachricht schreiben",
    tooLong: (over) => `${over} Zeichen zu lang`,
    typing: (names) =>
      names.length > 2
        ? "Mehrere schreiben"
        : `${names.join(" und ")} ${names.length === 1 ? "schreibt" : "schreiben"}`,
    readBy: (names) => `Gelesen von ${names}`,
    mention: "Jemanden erwähnen",
    you: "du",
  },
};
