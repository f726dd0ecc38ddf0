import { api, part, token } from '../api.js';
import { copy, dialogue, h, icon, toast } from '../dom.js';
import { Keysym, keyBar } from '../keys.js';
import { SessionTunnel, takeSeat } from '../lib/tubeway/index.js';
import { ending, refused } from '../words.js';
import { launch } from './launch.js';
import { shareDialogue } from './share.js';

const SEAT = 'tubeway.seat.';
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|.)/g;
/** UTF-16 units, at most three bytes each. */
const MOST_PASTED = 80 << 10;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** One session, over the whole page. */
export async function openView(app, { sessionId, query, signal }) {
  document.body.className = 'in-session';
  document.title = 'Opening – Tubeway';
  const overlay = h('div.overlay', { role: 'status' }, h('div.box', h('div.spinner'), h('p', 'Opening the session')));
  app.replaceChildren(h('main.stage-only', { id: 'main' }, overlay));
  let seat;
  try {
    seat = await sit(sessionId, query.get('ticket'));
  } catch (error) {
    if (signal.aborted) return;
    const { title, words, said } = refused(
      { status: error.status ?? 0, message: error.message }, query.has('ticket'));
    document.title = `${title} – Tubeway`;
    overlay.setAttribute('role', 'alert');
    overlay.firstChild.replaceChildren(h('h1', title), h('p', words), said ? h('p.said', said) : '', ways(null, sessionId));
    return;
  }
  if (!signal.aborted) new SessionView(app, sessionId, seat, query, signal).start();
}

/** The seat of this tab: kept from before, by the ticket of the link, or by the token of an operator. */
async function sit(sessionId, ticket) {
  const key = SEAT + sessionId.replace(/^\$/, '');
  if (ticket) {
    // The ticket is of no use any more, and has no place in the history.
    const rest = new URLSearchParams(location.hash.split('?')[1]);
    rest.delete('ticket');
    const tail = rest.size ? `?${rest}` : '';
    history.replaceState(null, '', `${location.pathname}#/open/${part(sessionId)}${tail}`);
    const seat = await takeSeat({ sessionId, ticket });
    sessionStorage.setItem(key, JSON.stringify(seat));
    return seat;
  }
  const kept = sessionStorage.getItem(key);
  if (kept) return JSON.parse(kept);
  if (!token.get()) throw Object.assign(new Error('The link has no ticket.'), { status: 401 });
  const seat = await api.post(`/sessions/${part(sessionId)}/seat`, { name: 'operator' });
  sessionStorage.setItem(key, JSON.stringify(seat));
  return seat;
}

/** What can be done once a session is over. */
function ways(retry, sessionId) {
  const request = sessionStorage.getItem(`tubeway.again.${sessionId}`);
  const renew = async () => {
    try {
      await launch(JSON.parse(request));
    } catch (error) {
      toast(error.message, 'bad');
    }
  };
  return h('div.actions',
    retry ? h('button.primary', { type: 'button', onclick: retry }, 'Try again') : null,
    !retry && request && token.get() ? h('button.primary', { type: 'button', onclick: renew }, 'Open a new one') : null,
    token.get() ? h('a.button', { href: '#/sessions' }, 'Sessions') : h('a.button', { href: '#/' }, 'To the console'));
}

/** A session takes 256 KiB at once; a longer text is pasted in pieces, none of which ends within a character. */
function* pieces(text) {
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + MOST_PASTED);
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
    yield text.slice(at, end);
    at = end;
  }
}

/** Says of each piece that it came: the session waits for that before it tells more. */
function acknowledge(stream) {
  const take = stream.onblob;
  stream.onblob = (data) => {
    take(data);
    stream.sendAck('OK', 0);
  };
}

class SessionView {
  #fontSize = 12;
  #heard = '';
  #pasteKey = 0;
  #askedFor = null;
  #askedBefore = '';

  constructor(app, sessionId, seat, query, signal) {
    this.app = app;
    this.sessionId = sessionId;
    this.seat = seat;
    this.query = query;
    this.signal = signal;
  }

  start() {
    const { Guacamole } = globalThis;
    const { session, rights } = this.seat;
    this.title = `${session.protocol} ${session.target || this.seat.name || ''}`.trim();
    document.title = `${this.title} – Tubeway`;
    this.ended = false;
    this.tunnel = new SessionTunnel({
      sessionId: this.sessionId,
      seat: this.seat.seat,
      iceServers: this.seat.iceServers ?? [],
      prefer: ['tube', 'websocket'].includes(this.query.get('way')) ? this.query.get('way') : 'auto',
      client: () => ({
        ...this.#size(),
        dpi: Math.round(96 * devicePixelRatio),
        image: ['image/png', 'image/jpeg', 'image/webp'],
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    });
    this.client = new Guacamole.Client(this.tunnel);
    this.display = this.client.getDisplay();
    this.#build(rights);
    this.#listen();
    this.client.connect();
    this.#focus();
    // Tests look here.
    this.app.dataset.session = this.sessionId;
    this.signal.addEventListener('abort', () => this.#leave());
    globalThis.tubewaySession = this;
  }

  // ------------------------------------------------------------------------------------------- page

  #build(rights) {
    const button = (sign, words, onclick, more = {}) =>
      h('button.quiet', { type: 'button', title: words, 'aria-label': words, onclick, ...more }, icon(sign), h('span.words', words));
    this.sink = new globalThis.Guacamole.InputSink();
    const field = this.sink.getElement();
    field.setAttribute('aria-label', 'Keyboard input of the session. Ctrl, Alt and Shift together lead out of it.');
    field.setAttribute('autocapitalize', 'off');
    field.setAttribute('autocomplete', 'off');
    field.setAttribute('spellcheck', 'false');
    this.way = h('button.way', {
      type: 'button', onclick: () => this.#aboutWay(), 'aria-label': 'Connection', title: 'Connection',
    }, h('i.dot'), h('span', 'connecting'));
    this.stage = h('div.stage', this.display.getElement(), field);
    this.waiting = h('p', 'Connecting');
    this.overlay = h('div.overlay', { role: 'status' }, h('div.box', h('div.spinner'), this.waiting));
    this.banner = h('div.banner', { role: 'status', hidden: true });
    this.log = h('div.heard', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Text of the session' });
    const keyboardButton = h('button', {
      type: 'button', 'aria-label': 'Keyboard', onpointerdown: (event) => event.preventDefault(),
      onclick: () => (document.activeElement === field ? field.blur() : this.#focus(true)),
    }, icon('keyboard'));
    this.keys = keyBar((pressed, keysym) => this.client.sendKeyEvent(pressed, keysym), keyboardButton);
    this.keys.element.hidden = !matchMedia('(pointer: coarse)').matches;
    const readOnly = rights?.readOnly;
    this.bar = h('header.session-bar', { role: 'toolbar', 'aria-label': 'Session' },
      h('a.round', {
        href: token.get() ? '#/sessions' : '#/', 'aria-label': 'Leave; the session goes on for a while', title: 'Leave',
      }, h('img', { src: '/console/icon.svg', alt: '', width: 22, height: 22 })),
      h('strong.title', this.title), readOnly ? h('span.state.asking', 'looking on') : null, this.way, h('span.grow'),
      h('div.tools',
        readOnly ? null : button('paste', 'Paste', () => this.#pasteButton()),
        button('smaller', 'Smaller text', () => this.#font(-1)),
        button('larger', 'Larger text', () => this.#font(1)),
        readOnly ? null : button('keyboard', 'Keys', () => {
          this.keys.element.hidden = !this.keys.element.hidden;
        }, { class: 'quiet wide-only' }),
        rights?.owner || token.get()
          ? button('share', 'Share', () => shareDialogue(this.sessionId, rights?.owner
            ? { headers: { Authorization: `Seat ${this.seat.seat}` } } : {}).then(() => this.#focus())) : null,
        button('full', 'Full screen', () => (document.fullscreenElement
          ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}), { class: 'quiet wide-only' }),
        button('help', 'Help', () => this.#help()),
        button('close', rights?.owner ? 'End' : 'Leave', () => this.client.disconnect(), { class: 'quiet danger' })),
      h('button.quiet.more', {
        type: 'button', 'aria-label': 'More', 'aria-expanded': 'false', onclick: (event) => this.#menu(event.currentTarget),
      }, icon('more')));
    this.app.replaceChildren(h('main.viewer', { id: 'main' },
      this.bar, h('div.middle', this.stage, this.overlay, this.banner), readOnly ? null : this.keys.element, this.log));
  }

  /** On a narrow page the buttons hang below the bar. */
  #menu(more, open = more.getAttribute('aria-expanded') === 'false') {
    more.setAttribute('aria-expanded', open);
    this.bar.classList.toggle('open', open);
    if (open) addEventListener('click', () => this.#menu(more, false), { capture: true, once: true, signal: this.signal });
  }

  #listen() {
    const { Guacamole } = globalThis;
    const { client, display, tunnel } = this;
    const element = display.getElement();
    const field = this.sink.getElement();
    const { State } = Guacamole.Tunnel;

    // ---- pointing
    const mouse = new Guacamole.Mouse(element);
    const touch = new Guacamole.Mouse.Touchscreen(element);
    // The browser draws the pointer where it can; the picture has one while somebody else moves it.
    let drawn = true;
    const moved = (event) => {
      display.showCursor(!drawn);
      client.sendMouseState(event.state, true);
    };
    mouse.onEach(['mousedown', 'mousemove', 'mouseup'], moved);
    touch.onEach(['mousedown', 'mousemove', 'mouseup'], moved);
    // The field that takes the keys keeps the focus, wherever the picture is pressed.
    this.stage.addEventListener('mousedown', (event) => {
      event.preventDefault();
      this.#focus(true);
    });
    touch.on('mousedown', () => this.#focus(true));
    display.showCursor(false);
    display.oncursor = (canvas, x, y) => {
      drawn = mouse.setCursor(canvas, x, y);
      display.showCursor(!drawn);
    };

    // ---- typing
    const keyboard = new Guacamole.Keyboard(field);
    keyboard.onkeydown = (keysym) => {
      this.#uncover();
      client.sendKeyEvent(1, keysym);
      // Ctrl, Alt and Shift together lead out of the terminal, to the bar.
      if (keyboard.modifiers.ctrl && keyboard.modifiers.alt && keyboard.modifiers.shift) {
        keyboard.reset();
        // The field takes the focus once more, a moment after each key.
        setTimeout(() => this.bar.querySelector('a, button').focus());
      }
      return false;
    };
    keyboard.onkeyup = (keysym) => {
      client.sendKeyEvent(0, keysym);
      if (keysym < 0xffe1 || keysym > 0xffee) this.keys.used();
    };
    field.addEventListener('blur', () => keyboard.reset());

    // ---- pasting: the browser hands the text over by itself, without asking, when its own keys are pressed
    addEventListener('keydown', (event) => {
      if (event.target !== field) return;
      const wanted = (event.code === 'KeyV' && ((event.ctrlKey && event.shiftKey && !event.altKey) || (MAC && event.metaKey)))
        || (event.code === 'Insert' && event.shiftKey && !event.ctrlKey);
      if (!wanted) return;
      this.#pasteKey = event.code === 'Insert' ? Keysym.INSERT : event.shiftKey ? 0x56 : 0x76;
      event.stopImmediatePropagation();
    }, { capture: true, signal: this.signal });
    addEventListener('paste', (event) => {
      if (event.target !== field) return;
      event.preventDefault();
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const key = this.#pasteKey;
      this.#pasteKey = 0;
      if (text) this.paste(text, key);
    }, { capture: true, signal: this.signal });
    client.onclipboard = (stream, type) => {
      if (!/^text\/plain/.test(type)) return;
      const reader = new Guacamole.StringReader(stream);
      let text = '';
      reader.ontext = (more) => {
        text += more;
      };
      acknowledge(stream);
      reader.onend = async () => {
        this.copied = text;
        if (!(await copy(text))) this.#offerCopy(text);
      };
    };

    // ---- size
    let timer;
    const resized = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { width, height } = this.#size();
        if (!this.seat.rights?.readOnly) client.sendSize(width, height);
        this.#fit();
      }, 120);
    };
    const observer = new ResizeObserver(resized);
    observer.observe(this.stage);
    this.signal.addEventListener('abort', () => observer.disconnect());
    // A phone's keyboard covers the page where it does not shrink it.
    const viewport = globalThis.visualViewport;
    viewport?.addEventListener('resize', () => {
      this.app.firstChild.style.height = `${viewport.height}px`;
    }, { signal: this.signal });
    display.onresize = () => this.#fit();

    // ---- what the session tells
    client.onname = (name) => {
      if (!name) return;
      this.bar.querySelector('.title').textContent = name;
      document.title = `${name} – Tubeway`;
    };
    client.onrequired = (names) => {
      this.#uncover();
      this.#ask(names);
    };
    client.onpipe = (stream, type, name) => {
      if (name !== 'STDOUT') {
        stream.sendAck('no such pipe', 0x0204);
        return;
      }
      const reader = new Guacamole.StringReader(stream);
      reader.ontext = (text) => this.#hear(text);
      acknowledge(stream);
    };
    client.onmsg = (code, args) => {
      if (code === 1 && args[1]) toast(`${args[1]} came in.`);
      if (code === 2 && args[1]) toast(`${args[1]} left.`);
    };
    client.onerror = (status) => {
      this.status = status;
    };
    // The first picture is an empty one where the target has not answered yet: it has no frame of the module's.
    client.onsync = (time, frames) => {
      if (frames) this.#uncover();
    };
    client.onstatechange = (state) => {
      if (state === Guacamole.Client.State.CONNECTED) this.waiting.textContent = `Waiting for ${this.title}`;
      if (state === Guacamole.Client.State.DISCONNECTED) this.#over();
    };

    // ---- ways
    tunnel.onway = () => this.#showWay();
    tunnel.onrtt = () => this.#showWay();
    tunnel.onrecovery = (attempt) => this.#recovering(attempt);
    const before = tunnel.onstatechange;
    tunnel.onstatechange = (state) => {
      before?.(state);
      if (state === State.CLOSED) this.#over();
    };
    // Guacamole.Client hears of the tunnel's own end only by this.
    tunnel.onerror = (status) => {
      this.status = status;
      client.onerror?.(status);
    };
  }

  #uncover() {
    if (!this.ended) this.overlay.hidden = true;
  }

  #size() {
    const scale = devicePixelRatio || 1;
    return {
      width: Math.max(64, Math.floor((this.stage?.clientWidth || innerWidth) * scale)),
      height: Math.max(64, Math.floor((this.stage?.clientHeight || innerHeight - 40) * scale)),
    };
  }

  /** Dot for dot where the picture has our size, smaller where it is another's. */
  #fit() {
    const width = this.display.getWidth();
    const height = this.display.getHeight();
    if (!width || !height) return;
    const own = 1 / (devicePixelRatio || 1);
    this.display.scale(Math.min(own, this.stage.clientWidth / width, this.stage.clientHeight / height));
  }

  #focus(touched = false) {
    if (matchMedia('(pointer: coarse)').matches && !touched) return;
    this.sink.getElement().focus({ preventScroll: true });
  }

  // ---------------------------------------------------------------------------------------- clipboard

  /** Gives the session a text and has it pasted. `key`: the last key of what is held down already. */
  paste(text, key = 0) {
    const { Guacamole } = globalThis;
    const held = key ? [] : [Keysym.CONTROL, Keysym.SHIFT];
    for (const keysym of held) this.client.sendKeyEvent(1, keysym);
    for (const piece of pieces(text)) {
      const writer = new Guacamole.StringWriter(this.client.createClipboardStream('text/plain'));
      let told = false;
      writer.onack = (status) => {
        if (status.isError() && !told) toast(`The session does not take it: ${status.message}`, 'bad');
        told ||= status.isError();
      };
      writer.sendText(piece);
      writer.sendEnd();
      this.client.sendKeyEvent(1, key || 0x56);
      this.client.sendKeyEvent(0, key || 0x56);
    }
    for (const keysym of held.reverse()) this.client.sendKeyEvent(0, keysym);
  }

  async #pasteButton() {
    try {
      const text = await navigator.clipboard.readText();
      if (text) this.paste(text);
      this.#focus();
    } catch {
      const area = h('textarea', { rows: 5, 'aria-label': 'Text to paste', autofocus: true });
      const yes = await dialogue('Paste', (close) => [
        h('p', 'This browser does not let the page read the clipboard by itself. Put the text here:'),
        area,
        h('footer', h('button', { type: 'button', onclick: () => close() }, 'Cancel'),
          h('button.primary', { type: 'button', onclick: () => close(true) }, 'Paste')),
      ]);
      if (yes && area.value) this.paste(area.value);
      this.#focus();
    }
  }

  #offerCopy(text) {
    const row = h('div.toast', 'Copied in the session. ', h('button', {
      type: 'button',
      onclick: async () => {
        if (await copy(text)) row.remove();
      },
    }, icon('copy'), 'To my clipboard'));
    document.getElementById('toasts').replaceChildren(row);
    setTimeout(() => row.remove(), 12000);
  }

  // ------------------------------------------------------------------------------------------- asking

  /** Sends a value of a parameter, as `required` asks for it and as font and colours are changed. */
  argument(name, value) {
    const { Guacamole } = globalThis;
    const writer = new Guacamole.StringWriter(this.client.createArgumentValueStream('text/plain', name));
    writer.sendText(value);
    writer.sendEnd();
  }

  async #ask(names) {
    // Asked again while the form is open: the newer question counts.
    this.#askedFor?.close();
    const inputs = names.map((name) => {
      const secret = /password|passphrase|secret|pin|code|token|answer/i.test(name);
      const id = `asked-${name}`;
      const input = name === 'private-key' ? h('textarea', { id, name, rows: 5 })
        : h('input', { id, name, type: secret ? 'password' : 'text', autocomplete: secret ? 'current-password' : 'username', spellcheck: 'false', autocapitalize: 'off' });
      const words = name.replaceAll('-', ' ');
      return h('div.field', h('label', { for: id }, words[0].toUpperCase() + words.slice(1)), input);
    });
    const again = this.#askedBefore === `${names}` && /^(password|passphrase)$/.test(this.#askedBefore);
    this.#askedBefore = `${names}`;
    const promise = dialogue(`${this.title} asks`, (close) => [h('form', {
      method: 'dialog',
      onsubmit: (event) => {
        event.preventDefault();
        close(Object.fromEntries([...event.target.querySelectorAll('input, textarea')].map((input) => [input.name, input.value])));
      },
    }, again ? h('p.said', { role: 'alert' }, 'That was not right; please try again.')
      : names.includes('answer') ? h('p', 'The terminal shows the question.') : null,
    inputs, h('footer', h('button', { type: 'button', onclick: () => close() }, 'Leave'), h('button.primary', 'Go on')))],
    { className: 'asks' });
    this.#askedFor = document.querySelector('dialog:last-of-type');
    const mine = this.#askedFor;
    const answers = await promise;
    if (this.#askedFor !== mine) return;
    this.#askedFor = null;
    if (answers) for (const [name, value] of Object.entries(answers)) this.argument(name, value);
    else this.client.disconnect();
    this.#focus();
  }

  #font(by) {
    this.#fontSize = Math.min(48, Math.max(6, this.#fontSize + by));
    this.argument('font-size', `${this.#fontSize}`);
    this.#focus();
  }

  #hear(text) {
    this.#heard = (this.#heard + text).slice(-20000);
    const plain = text.replace(ESCAPES, '').replace(/[^\n\t\u0020-\uffff]/g, '');
    if (!plain.trim()) return;
    this.log.append(h('span', plain));
    while (this.log.childNodes.length > 200) this.log.firstChild.remove();
  }

  /** What the session wrote lately, undecoded; empty unless `enable-pipe` is set. */
  get heard() {
    return this.#heard;
  }

  // --------------------------------------------------------------------------------------------- ways

  #showWay() {
    const { way, rttMillis } = this.tunnel;
    const rtt = rttMillis === null ? '' : ` ${rttMillis < 10 ? rttMillis.toFixed(1) : Math.round(rttMillis)} ms`;
    this.way.className = `way ${way ?? ''}`;
    this.way.dataset.way = way ?? '';
    this.way.lastChild.textContent = way ? `${way === 'tube' ? 'Tube' : 'WebSocket'}${rtt}` : 'connecting';
  }

  #aboutWay() {
    const { way, whyNoTube, rttMillis } = this.tunnel;
    dialogue('Connection', () => [
      h('p', way === 'tube' ? 'Over a tube: a WebRTC path straight to the gateway, encrypted.'
        : way === 'websocket' ? 'Over a WebSocket, because no tube was found.' : 'There is no connection now.'),
      whyNoTube ? h('p.said', whyNoTube) : '',
      h('p', rttMillis === null ? '' : `Round trip ${rttMillis.toFixed(1)} ms.`),
    ]).then(() => this.#focus());
  }

  #recovering(attempt) {
    if (this.ended || !this.tunnel.way) return;
    this.banner.hidden = attempt === null;
    this.stage.classList.toggle('lost', attempt !== null);
    if (attempt === null) return;
    this.way.className = 'way lost';
    this.way.lastChild.textContent = 'lost';
    this.banner.replaceChildren(h('span.spinner.small'),
      h('span', `The connection is lost; the session goes on. Bringing it back (try ${attempt.attempt}).`),
      h('button', { type: 'button', onclick: () => this.tunnel.hurry() }, 'Try now'));
  }

  #over() {
    if (this.ended || this.signal.aborted) return;
    this.ended = true;
    this.#askedFor?.close();
    const { title, words, said, again } = ending(this.status);
    const mayReturn = again && [0x202, 0x208, 0x308, 0x209].includes(this.status?.code);
    if (!mayReturn) sessionStorage.removeItem(SEAT + this.sessionId.replace(/^\$/, ''));
    document.title = `${title} – Tubeway`;
    this.banner.hidden = true;
    this.stage.classList.add('lost');
    this.way.className = 'way';
    this.way.lastChild.textContent = 'over';
    this.overlay.hidden = false;
    this.overlay.setAttribute('role', 'alert');
    this.overlay.firstChild.replaceChildren(h('h1', title), words ? h('p', words) : '', said ? h('p.said', said) : '',
      ways(mayReturn ? () => dispatchEvent(new HashChangeEvent('hashchange')) : null, this.sessionId));
    this.overlay.querySelector('.actions > *')?.focus();
  }

  #leave() {
    this.ended = true;
    // Whoever leaves comes back within a while: the session is not ended by that.
    this.tunnel.leave();
    this.client.disconnect();
    delete this.app.dataset.session;
    document.querySelectorAll('dialog').forEach((element) => element.close());
  }

  #help() {
    const keys = (...names) => names.map((name, i) => [i ? ' + ' : '', h('kbd', name)]);
    const paste = MAC ? keys('⌘', 'V') : keys('Ctrl', 'Shift', 'V');
    dialogue('Help', () => [h('dl.help',
      h('dt', 'Copy'), h('dd', 'Mark text with the mouse: it is on your clipboard at once. ',
        'Two clicks mark a word, three a line. Shift marks where a program uses the mouse itself.'),
      h('dt', 'Paste'), h('dd', paste, ', the middle button of the mouse, or the button above.'),
      h('dt', 'Scroll back'), h('dd', 'The wheel, the bar at the right, or ', keys('Shift', 'PgUp'), '.'),
      h('dt', 'Text size'), h('dd', 'The two buttons with an A.'),
      h('dt', 'Out of the terminal'), h('dd', keys('Ctrl', 'Alt', 'Shift'), ' leads to the buttons above; a click leads back.'),
      h('dt', 'Touch'), h('dd', 'A tap brings the keyboard; Ctrl and Alt below it hold for the next key.'),
      h('dt', 'Lost network'), h('dd', 'The session goes on. This page brings it back by itself, also after it was closed and opened again.'),
      h('dt', 'Leave or end'), h('dd', 'The sign at the left leaves, and the session waits a while for you. The cross ends it.'))],
    ).then(() => this.#focus());
  }
}
