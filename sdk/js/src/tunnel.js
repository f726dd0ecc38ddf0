import { Face } from './face.js';

/** Times of the browser; tests bring their own. */
export const browserClock = {
  now: () => performance.now(),
  setTimeout: (what, millis) => setTimeout(what, millis),
  clearTimeout: (id) => clearTimeout(id),
};

/** How often the other end is asked for a sign of life. */
const PING_MILLIS = 1000;

/** A page in the background is called rarely: what comes from the other end is answered at least so often. */
const QUIET_MILLIS = 4000;

/** A timer that rings so much too late tells of a page that slept, not of an end that is silent. */
const OVERSLEPT_MILLIS = 5000;

/** Opcodes after which a session is over, whatever happens to what carries it. */
const FINAL = new Set(['error', 'disconnect']);

/** What every tunnel over one way shares: reading instructions, telling whether the other end still answers. */
export class Tunnel extends Face {
  /** Told whenever something comes. */
  onalive = null;

  /** Whether the session itself said that it is over. */
  sessionEnded = false;

  #pinged = 0;

  constructor(clock = browserClock) {
    super();
    this.clock = clock;
    this.parser = new this.Guacamole.Parser();
    this.parser.oninstruction = (opcode, args) => this.#instruction(opcode, args);
    this.timers = {};
  }

  /** To be overridden: sends one ping. */
  ping() {}

  /** To be overridden: sends the text of an instruction. */
  send(_text) {}

  /** To be overridden: lets go of what carries the tunnel. */
  release() {}

  sendMessage(...elements) {
    if (!this.isConnected() || elements.length === 0) return;
    this.send(instruction(elements));
  }

  disconnect() {
    this.close(new this.Guacamole.Status(this.Guacamole.Status.Code.SUCCESS, 'closed here'));
  }

  /** Ends the tunnel; a status other than success is told as an error first. Idempotent. */
  close(status) {
    for (const name of Object.keys(this.timers)) this.clear(name);
    if (this.state === this.Guacamole.Tunnel.State.CLOSED) return;
    if (status.code !== this.Guacamole.Status.Code.SUCCESS) this.onerror?.(status);
    this.setState(this.Guacamole.Tunnel.State.CLOSED);
    this.release();
  }

  fail(code, message) {
    this.close(new this.Guacamole.Status(this.Guacamole.Status.Code[code] ?? code, message));
  }

  /** The way is there: from now on the other end has to answer. */
  opened() {
    this.setState(this.Guacamole.Tunnel.State.OPEN);
    this.alive();
    this.#pingLater(0);
  }

  /** Something came from the other end. */
  alive() {
    this.onalive?.();
    if (this.state === this.Guacamole.Tunnel.State.UNSTABLE) this.setState(this.Guacamole.Tunnel.State.OPEN);
    this.later('unstable', this.unstableThreshold, () => this.setState(this.Guacamole.Tunnel.State.UNSTABLE));
    this.#expect(this.receiveTimeout);
    if (this.isConnected() && this.clock.now() - this.#pinged > QUIET_MILLIS) this.#ping();
  }

  answered(rttMillis) {
    this.rttMillis = rttMillis;
    this.onrtt?.(rttMillis);
  }

  later(name, millis, what) {
    this.clear(name);
    this.timers[name] = this.clock.setTimeout(what, millis);
  }

  clear(name) {
    this.clock.clearTimeout(this.timers[name]);
    delete this.timers[name];
  }

  /** Asks for a sign of life now. */
  #ping() {
    this.#pinged = this.clock.now();
    this.ping();
    // A client that says nothing for long is taken for gone.
    this.send('3.nop;');
  }

  #expect(millis) {
    const until = this.clock.now() + millis;
    this.later('receive', millis, () => {
      if (this.clock.now() - until > OVERSLEPT_MILLIS) {
        this.#ping();
        this.#expect(OVERSLEPT_MILLIS);
      } else {
        this.fail('UPSTREAM_TIMEOUT', 'the gateway does not answer any more');
      }
    });
  }

  #pingLater(millis) {
    this.later('ping', millis, () => {
      this.ping();
      this.#pinged = this.clock.now();
      this.#pingLater(PING_MILLIS);
    });
  }

  #instruction(opcode, args) {
    if (opcode === this.Guacamole.Tunnel.INTERNAL_DATA_OPCODE) {
      if (args[0] === 'ping' && args.length > 1) this.answered(this.clock.now() - Number(args[1]));
      else if (args.length === 1) this.setUUID(args[0]);
      return;
    }
    if (opcode === 'ready') this.setUUID(args[0]);
    if (FINAL.has(opcode)) this.sessionEnded = true;
    this.oninstruction?.(opcode, args);
  }
}

/** The text of an instruction; lengths count code points. */
export function instruction(elements) {
  return `${elements.map((element) => {
    const text = String(element);
    let points = text.length;
    for (let i = 0; i + 1 < text.length; i++) {
      const unit = text.charCodeAt(i);
      const next = text.charCodeAt(i + 1);
      if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        points--;
        i++;
      }
    }
    return `${points}.${text}`;
  }).join(',')};`;
}
