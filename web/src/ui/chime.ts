import { stored } from "./stored.js";

const choice = stored("sound");

export const sound = {
  isOn: (): boolean => choice.get() !== "off",
  set: (isOn: boolean): void => choice.set(isOn ? null : "off"),
};

let context: AudioContext | undefined;

/** Two soft notes. A browser that lets a page make no sound yet stays silent. */
export function chime(): void {
  if (!sound.isOn()) return;
  context ??= new AudioContext();
  if (context.state !== "running") return void context.resume().catch(() => undefined);
  const { currentTime } = context;
  [660, 880].forEach((frequency, index) => {
    if (!context) return;
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const begins = currentTime + index * 0.12;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, begins);
    volume.gain.exponentialRampToValueAtTime(0.08, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + 0.4);
  });
}
