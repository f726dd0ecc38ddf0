import { h } from '../dom.js';

/** Head of a page: its name, a line under it, and what can be done. */
export const head = (title, words, ...actions) => h('header.page',
  h('div', h('h1', title), words ? h('p', words) : null), h('div.actions', actions));

/** What stands where there is nothing yet. */
export const nothing = (title, words, ...actions) => h('div.nothing', h('h2', title), h('p', words), actions);

/** Does something now and then again and again until the signal; pauses while the page is hidden. */
export function again(signal, millis, what) {
  let timer;
  const run = async () => {
    if (signal.aborted) return;
    if (!document.hidden) {
      try {
        await what();
      } catch (error) {
        if (error.name !== 'AbortError' && error.status !== 401 && error.status !== 0) console.warn(error.message);
      }
    }
    if (!signal.aborted) timer = setTimeout(run, millis);
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  run();
  return () => {
    clearTimeout(timer);
    run();
  };
}

/**
 * Keeps the children of an element in step with a list: elements stay as long as their key does, so that focus and
 * open details stay too.
 */
export function keep(parent, list, key, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of list) {
    const name = String(key(item));
    let element = known.get(name);
    if (element) known.delete(name);
    else {
      element = make(item);
      element.dataset.key = name;
    }
    update?.(element, item);
    const place = before ? before.nextSibling : parent.firstChild;
    if (element !== place) parent.insertBefore(element, place);
    before = element;
  }
  for (const element of known.values()) {
    element.dispatchEvent(new Event('gone'));
    element.remove();
  }
}
