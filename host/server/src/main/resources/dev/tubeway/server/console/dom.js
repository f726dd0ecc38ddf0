/** Elements from words: `h('button.primary', { onclick }, 'Open')`. Text is always text, never markup. */
export function h(what, ...rest) {
  const [tag, ...classes] = what.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length) element.className = classes.join(' ');
  let children = rest;
  const first = rest[0];
  if (first && typeof first === 'object' && !(first instanceof Node) && !Array.isArray(first)) {
    children = rest.slice(1);
    for (const [name, value] of Object.entries(first)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'hidden') element[name] = value;
      else element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  sessions: 'M4 5h16v11H4zM9 20h6M12 16v4',
  plus: 'M12 5v14M5 12h14',
  tubes: 'M3 16c4.500 0 4.500-8 9-8s4.500 8 9 8M3 16h0M21 16h0',
  modules: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  targets: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 8a4 4 0 100 8 4 4 0 000-8zM12 12h0',
  events: 'M4 12h4l3-7 4 14 2-7h3',
  theme: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 4v16',
  leave: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
  share: 'M7 12a2.500 2.500 0 10-.1 0zM17 7a2.500 2.500 0 10-.1 0zM17 20a2.500 2.500 0 10-.1 0zM8 10l7-3.500M8 12l7 4',
  help: 'M9 9a3 3 0 115 2c-1.200 1-2 1.500-2 3M12 17.500h0M12 3a9 9 0 100 18 9 9 0 000-18z',
  keyboard: 'M3 7h18v10H3zM7 11h0M11 11h0M15 11h0M8 14h8',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  close: 'M6 6l12 12M18 6L6 18',
  stop: 'M7 7h10v10H7z',
  open: 'M13 5h6v6M19 5l-8 8M10 6H5v13h13v-5',
  copy: 'M9 9h10v10H9zM6 15H5V5h10v1',
  paste: 'M8 5h8v3H8zM8 6H5v14h14V6h-3',
  larger: 'M4 19l5-13 5 13M6 15h6M17 9v6M14 12h6',
  smaller: 'M4 19l5-13 5 13M6 15h6M15 12h6',
  edit: 'M5 19l1-4L16 5l3 3L9 18z',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5l11 7-11 7z',
  more: 'M6 12h0M12 12h0M18 12h0',
};

/** A line drawing; it says nothing to a screen reader, the button's words do. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A short word at the lower edge, gone by itself. */
export function toast(text, kind = '') {
  const element = h(`div.toast${kind ? `.${kind}` : ''}`, text);
  document.getElementById('toasts').append(element);
  setTimeout(() => element.remove(), kind === 'bad' ? 8000 : 4000);
}

/**
 * A dialogue over the page; it resolves with what `close` was given, undefined where it was left.
 *
 * @param {string} title
 * @param {(close: (value?: unknown) => void) => Array<Node|string>} content
 */
export function dialogue(title, content, { className = '' } = {}) {
  return new Promise((resolve) => {
    let answer;
    const element = h('dialog', { 'aria-labelledby': 'dialogue-title', class: className });
    const close = (value) => {
      answer = value;
      element.close();
    };
    element.append(
      h('header', h('h2', { id: 'dialogue-title' }, title),
        h('button.quiet.round', { type: 'button', 'aria-label': 'Close', onclick: () => close() }, icon('close'))),
      ...content(close));
    element.addEventListener('close', () => {
      element.remove();
      resolve(answer);
    });
    element.addEventListener('click', (event) => {
      if (event.target === element) close();
    });
    document.body.append(element);
    element.showModal();
    element.querySelector('[autofocus], input:not([type=hidden]), select, textarea, footer button')?.focus();
  });
}

/** Asks before something that cannot be taken back. */
export const confirm = (title, words, yes) => dialogue(title, (close) => [
  h('p', words),
  h('footer', h('button', { type: 'button', onclick: () => close() }, 'Cancel'),
    h('button.danger', { type: 'button', autofocus: true, onclick: () => close(true) }, yes)),
]);

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(count) {
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export const since = (time) => (Date.now() - Date.parse(time)) / 1000;

/** Text on the clipboard; false where the browser does not allow it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
