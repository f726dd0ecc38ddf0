/**
 * The face of `Guacamole.Tunnel` that a `Guacamole.Client` looks at: its state, its name, and who is told of them.
 *
 * The classic script of guacamole-common-js defines the global `Guacamole`; it is looked up when a tunnel is made.
 */

const library = () => {
  if (!globalThis.Guacamole) throw new Error('load guacamole-common-js before making a tunnel');
  return globalThis.Guacamole;
};

/** @implements {Guacamole.Tunnel} */
export class Face {
  receiveTimeout = 15000;
  unstableThreshold = 2500;
  uuid = null;
  onuuid = null;
  onerror = null;
  onstatechange = null;
  oninstruction = null;

  /** Told with the newest round trip, milliseconds. */
  onrtt = null;

  /** Newest round trip, milliseconds; null before the first. */
  rttMillis = null;

  constructor() {
    this.Guacamole = library();
    this.state = this.Guacamole.Tunnel.State.CLOSED;
    // Guacamole.Client calls these without `this`.
    for (const name of ['connect', 'disconnect', 'sendMessage', 'setState', 'setUUID', 'isConnected']) {
      this[name] = this[name].bind(this);
    }
  }

  /** To be overridden: opens the tunnel. */
  connect(_data) {}

  /** To be overridden: ends the tunnel. */
  disconnect() {}

  /** To be overridden: sends an instruction. */
  sendMessage(..._elements) {}

  setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.onstatechange?.(state);
  }

  setUUID(uuid) {
    this.uuid = uuid;
    this.onuuid?.(uuid);
  }

  isConnected() {
    const { State } = this.Guacamole.Tunnel;
    return this.state === State.OPEN || this.state === State.UNSTABLE;
  }
}
