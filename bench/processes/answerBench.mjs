/**
 * Has this process do what the bench asks its floors to do: take an event, emit it so many times, and say when it did.
 *
 * @param {import("node:http").Server} server
 * @param {{ setEvent(text: string, cursor: string): number; emit(): void }} floor `setEvent` answers how long the event is
 */
export function answerBench(server, { setEvent, emit }) {
  /** @type {number[]} */
  const sentAt = [];
  const answers = {
    ready: () => server.listening,
    event: ({ text, cursor }) => setEvent(text, cursor),
    sentAt: () => sentAt.splice(0),
  };
  process.on("message", (question) => {
    const answer = answers[question.type]; // others ask for what this process uses, of a module of its own
    if (answer) process.send?.({ answer: answer(question) });
    if (question.type !== "emit") return;
    for (let number = 0; number < question.count; number++) {
      sentAt.push(Number(process.hrtime.bigint()) / 1e6);
      emit();
    }
  });
}
