import { el, iconButton } from './dom.ts';
import { Ended } from './ended.ts';
import { brand, Lobby } from './lobby.ts';
import { LocalMedia } from './media.ts';
import { Meeting, type Phase } from './meeting.ts';
import { RoomView } from './room-view.ts';
import { roomInAddress, savedSession } from './session.ts';
import { Toasts } from './toasts.ts';

interface View {
  readonly element: HTMLElement;
  close(): void;
  focus(): void;
}

const themeKey = 'chat-signal.theme';
const toasts = new Toasts();
const notify = (text: string): void => toasts.say(text);
const media = new LocalMedia();
const meeting = new Meeting(media, notify);
const page = el('div', { class: 'page' });
let view: View | undefined;
let shown: Phase | undefined;

function show(): void {
  const phase = meeting.phase === 'entering' || meeting.phase === 'waiting' ? 'lobby' : meeting.phase;
  if (phase === shown) return;
  const first = shown === undefined;
  shown = phase;
  view?.close();
  view = phase === 'call' ? new RoomView(meeting, notify) : phase === 'ended' ? new Ended(meeting) : new Lobby(meeting);
  const header = phase === 'call' ? [] : [el('header', { class: 'bar' }, brand(), themeButton())];
  page.replaceChildren(...header, view.element);
  document.title = phase === 'call' ? `${meeting.room} – Chat Signal` : 'Chat Signal';
  if (!first || phase === 'lobby') view.focus();
  if (phase === 'ended') media.stop();
  if (phase === 'lobby' && !first) void media.start();
}

function themeButton(): HTMLElement {
  return iconButton('sun', 'Light or dark', () => {
    const dark = document.documentElement.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    setTheme(dark === 'dark' ? 'light' : 'dark');
  }, 'round small');
}

function setTheme(theme: string): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(themeKey, theme);
}

async function start(): Promise<void> {
  const theme = localStorage.getItem(themeKey);
  if (theme) setTheme(theme);
  document.body.append(page, toasts.element);
  meeting.onChange(show);
  // From the browser's back-forward cache a page comes with a connection that said goodbye.
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  const session = savedSession();
  const returning = session && session.room === roomInAddress();
  show();
  await media.start();
  if (returning) await meeting.enter('return', session.room, session.name, session.identity);
}

void start();
