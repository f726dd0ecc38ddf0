import { h } from './dom.js';

/** X11 keysyms that the page itself sends. */
export const Keysym = Object.freeze({
  ESCAPE: 0xff1b, TAB: 0xff09, LEFT: 0xff51, UP: 0xff52, RIGHT: 0xff53, DOWN: 0xff54, HOME: 0xff50, END: 0xff57,
  PAGE_UP: 0xff55, PAGE_DOWN: 0xff56, CONTROL: 0xffe3, ALT: 0xffe9, SHIFT: 0xffe1, INSERT: 0xff63, F1: 0xffbe,
  PIPE: 0x7c, SLASH: 0x2f, MINUS: 0x2d, TILDE: 0x7e,
});

const HELD = [['Ctrl', Keysym.CONTROL], ['Alt', Keysym.ALT]];
const PRESSED = [
  ['Esc', Keysym.ESCAPE], ['Tab', Keysym.TAB], ['←', Keysym.LEFT, 'Left'], ['↓', Keysym.DOWN, 'Down'], ['↑', Keysym.UP, 'Up'],
  ['→', Keysym.RIGHT, 'Right'], ['|', Keysym.PIPE, 'Pipe'], ['/', Keysym.SLASH, 'Slash'], ['-', Keysym.MINUS, 'Minus'],
  ['~', Keysym.TILDE, 'Tilde'], ['Home', Keysym.HOME], ['End', Keysym.END], ['PgUp', Keysym.PAGE_UP], ['PgDn', Keysym.PAGE_DOWN],
];

/**
 * Keys that a phone's keyboard lacks. Ctrl and Alt stay down for the next key.
 *
 * @param {(pressed: 0|1, keysym: number) => void} send
 */
export function keyBar(send, keyboardButton) {
  const down = new Map();
  const release = () => {
    for (const [keysym, button] of down) {
      send(0, keysym);
      button.setAttribute('aria-pressed', 'false');
    }
    down.clear();
  };
  // The focus, and with it the phone's keyboard, stays where it is.
  const stay = (event) => event.preventDefault();
  const element = h('div.keys', { role: 'toolbar', 'aria-label': 'Keys' },
    keyboardButton,
    HELD.map(([words, keysym]) => {
      const button = h('button', {
        type: 'button',
        'aria-pressed': 'false',
        onpointerdown: stay,
        onclick: () => {
          if (down.has(keysym)) {
            release();
            return;
          }
          send(1, keysym);
          down.set(keysym, button);
          button.setAttribute('aria-pressed', 'true');
        },
      }, words);
      return button;
    }),
    PRESSED.map(([words, keysym, label]) => h('button', {
      type: 'button',
      'aria-label': label,
      onpointerdown: stay,
      onclick: () => {
        send(1, keysym);
        send(0, keysym);
        release();
      },
    }, words)));
  return { element, /** A key of the keyboard was released. */ used: release };
}
