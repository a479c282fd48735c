type Child = Node | string | undefined | false;
type Listeners = { [E in keyof HTMLElementEventMap as `on${E}`]?: (event: HTMLElementEventMap[E]) => void };
type Attributes = Listeners & { readonly [name: string]: unknown };

/** Makes an element. Attributes named `on…` are listeners, `true` sets an empty attribute, `false` and `undefined` none. */
export function el<T extends keyof HTMLElementTagNameMap>(tag: T, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === false || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** Line drawings on a 24 by 24 grid. */
const shapes = {
  mic: 'M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM6 11.5a6 6 0 0 0 12 0M12 17.5v3.5M9 21h6',
  micOff: 'M15 10.5v-4a3 3 0 0 0-5.7-1.3M9 9.5v2a3 3 0 0 0 4.6 2.5M6 11.5a6 6 0 0 0 9.7 4.7M18 11.5c0 .8-.15 1.6-.45 2.3M12 17.5v3.5M9 21h6M4 4l16 16',
  camera: 'M4.5 7h9A1.5 1.5 0 0 1 15 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7ZM15 10.7l6-3.2v9l-6-3.2',
  cameraOff: 'M10 7h3.5A1.5 1.5 0 0 1 15 8.5V12M15 16.5a1.5 1.5 0 0 1-1.5.5h-9A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7H6M15 10.7l6-3.2v9l-3-1.600M4 4l16 16',
  screen: 'M4 5h16v11H4ZM9 20h6M12 16v4M12 13V8.5M9.800 10.5 12 8.300l2.2 2.2',
  chat: 'M5 5h14v10.5H11L7 19v-3.5H5Z',
  people: 'M9 11.5a3.2 3.2 0 1 0 0-6.400 3.2 3.2 0 0 0 0 6.400ZM3 19.5c.3-3.300 2.7-5.2 6-5.2s5.7 1.900 6 5.2M16 5.600a3 3 0 0 1 0 5.7M17.5 14.7c2.100.7 3.300 2.400 3.5 4.800',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800a2.2 2.2 0 1 0 0 4.400 2.2 2.2 0 0 0 0-4.400ZM9 14.800a2.2 2.2 0 1 0 0 4.400 2.2 2.2 0 0 0 0-4.400Z',
  leave: 'M3.5 14.5v-2c0-3 4-5 8.5-5s8.5 2 8.5 5v2l-4.5-.8v-2.600c-2.5-1-5.5-1-8 0v2.600Z',
  link: 'M10 14a3.800 3.800 0 0 0 5.400 0l3.2-3.2a3.800 3.800 0 0 0-5.400-5.400l-1 1M14 10a3.800 3.800 0 0 0-5.400 0l-3.2 3.2a3.800 3.800 0 0 0 5.400 5.400l1-1',
  close: 'M6 6l12 12M18 6 6 18',
  crown: 'M4 17.5h16L21 8l-5 3.5L12 5l-4 6.5L3 8Z',
  log: 'M5 5h14v14H5ZM8 9.5l2.5 2.5L8 14.5M12.5 14.5H16',
  send: 'M4 12 20 4.5 15.5 20l-4-6Z',
  kick: 'M9.5 11.5a3.2 3.2 0 1 0 0-6.400 3.2 3.2 0 0 0 0 6.400ZM3 19.5c.4-3.300 3-5.2 6.5-5.2 1.5 0 2.800.3 3.900 1M15.5 19.5h6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.300 5.300 7 7M17 17l1.7 1.7M18.7 5.300 17 7M7 17l-1.7 1.7',
  check: 'M5 12.5 10 17.5 19.5 7',
} as const;

export type Icon = keyof typeof shapes;

export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of [['viewBox', '0 0 24 24'], ['aria-hidden', 'true'], ['class', 'icon']] as const) svg.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

/** A round button with an icon and a name that is read out and shown on hover. */
export function iconButton(name: Icon, label: string, onclick: () => void, className = 'round'): HTMLButtonElement {
  return el('button', { type: 'button', class: className, 'aria-label': label, title: label, onclick }, icon(name));
}

/** Gives an icon button another face. */
export function showIcon(button: HTMLButtonElement, name: Icon, label: string): void {
  if (button.title === label) return;
  button.replaceChildren(icon(name));
  button.setAttribute('aria-label', label);
  button.title = label;
}
