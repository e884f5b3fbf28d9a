import { useState } from "react";
import { socketUrl } from "../app/environment.js";
import { issuesBySocketIo, type Transport, transport, transports } from "../app/transport.js";
import { type Language, languages, type Texts, useLanguage, useText } from "../text/language.js";
import { chime, sound } from "../ui/chime.js";
import { type Theme, themes, useTheme } from "../ui/theme.js";
import { useTitle } from "../ui/useTitle.js";
import { Devices } from "./Devices.js";
import { PushPreferences } from "./PushPreferences.js";

interface SettingsTexts {
  readonly title: string;
  readonly looks: string;
  readonly theme: Readonly<Record<Theme, string>>;
  readonly language: string;
  readonly languages: Readonly<Record<Language, string>>;
  readonly sound: string;
  readonly transport: string;
  readonly transports: Readonly<Record<Transport, string>>;
  readonly socketIo: string;
}

const texts: Texts<SettingsTexts> = {
  en: {
    title: "Settings",
    looks: "Appearance",
    theme: { system: "As the system", light: "Light", dark: "Dark" },
    language: "Language",
    languages: { en: "English", de: "Deutsch" },
    sound: "A sound for what comes to the inbox",
    transport: "How events come",
    transports: { sse: "As a stream", websocket: "By a WebSocket" },
    socketIo: "Issues by Socket.IO",
  },
  de: {
    title: "Einstellungen",
    looks: "Aussehen",
    theme: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    languages: { en: "English", de: "Deutsch" },
    sound: "Ein Ton, wenn etwas im Posteingang ankommt",
    transport: "Wie Ereignisse kommen",
    transports: { sse: "Als Stream", websocket: "Über einen WebSocket" },
    socketIo: "Störungen über Socket.IO",
  },
};

export default function SettingsPage() {
  const text = useText(texts);
  useTitle(text.title);
  const [theme, setTheme] = useTheme();
  const { language, choose } = useLanguage();
  const [isLoud, setIsLoud] = useState(sound.isOn);
  const [isBySocketIo, setIsBySocketIo] = useState(issuesBySocketIo.get);
  return (
    <div className="page narrow">
      <h1>{text.title}</h1>
      <fieldset className="card form">
        <legend>{text.looks}</legend>
        <div className="chips">
          {themes.map((name) => (
            <button key={name} className="chip" aria-pressed={name === theme} onClick={() => setTheme(name)}>
              {text.theme[name]}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset className="card form">
        <legend>{text.language}</legend>
        <div className="chips">
          {languages.map((name) => (
            <button
              key={name}
              className="chip"
              lang={name}
              aria-pressed={name === language}
              onClick={() => choose(name)}
            >
              {text.languages[name]}
            </button>
          ))}
        </div>
      </fieldset>
      <label className="card form check">
        <input
          type="checkbox"
          checked={isLoud}
          onChange={({ target }) => {
            sound.set(target.checked);
            setIsLoud(target.checked);
            chime();
          }}
        />
        {text.sound}
      </label>
      {socketUrl !== undefined && (
        <fieldset className="card form">
          <legend>{text.transport}</legend>
          <div className="chips">
            {transports.map((name) => (
              <button
                key={name}
                className="chip"
                aria-pressed={name === transport.get()}
                onClick={() => {
                  transport.set(name);
                  location.reload();
                }}
              >
                {text.transports[name]}
              </button>
            ))}
          </div>
          <label className="check">
            <input
              type="checkbox"
              checked={isBySocketIo}
              onChange={({ target }) => {
                issuesBySocketIo.set(target.checked);
                setIsBySocketIo(target.checked);
              }}
            />
            {text.socketIo}
          </label>
        </fieldset>
      )}
      <PushPreferences />
      <Devices />
    </div>
  );
}
