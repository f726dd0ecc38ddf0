import { Tunnel, browserClock } from './tunnel.js';

/**
 * A `Guacamole.Tunnel` over a WebSocket, with the subprotocols that carry a seat: browsers cannot set headers there,
 * and a secret has no place in an address.
 *
 * @param {string} url `wss://gateway/v1/sessions/ID/tunnel`, with the query that describes the client
 * @param {{protocols?: string[], clock?: object, WebSocket?: typeof WebSocket}} [options]
 */
export class WebSocketTunnel extends Tunnel {
  #url;
  #protocols;
  #Socket;
  #socket = null;

  constructor(url, { protocols = ['guacamole'], clock = browserClock, WebSocket: Socket = globalThis.WebSocket } = {}) {
    super(clock);
    this.#url = url;
    this.#protocols = protocols;
    this.#Socket = Socket;
  }

  connect() {
    const { State } = this.Guacamole.Tunnel;
    if (this.state !== State.CLOSED || this.#socket) return;
    this.setState(State.CONNECTING);
    this.later('receive', this.receiveTimeout, () => this.fail('UPSTREAM_TIMEOUT', 'the gateway does not answer'));
    this.#socket = new this.#Socket(this.#url, this.#protocols);
    this.#socket.onmessage = (event) => this.#message(event.data);
    this.#socket.onclose = (event) => this.#closed(event);
  }

  ping() {
    this.send(`0.,4.ping,${`${Math.round(this.clock.now())}`.length}.${Math.round(this.clock.now())};`);
  }

  send(text) {
    if (this.#socket.readyState === 1) this.#socket.send(text);
  }

  release() {
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #message(text) {
    this.alive();
    if (!this.isConnected()) this.opened();
    try {
      this.parser.receive(text);
    } catch (error) {
      this.fail('SERVER_ERROR', error.message);
    }
  }

  #closed(event) {
    const { Status } = this.Guacamole;
    const told = Number.parseInt(event.reason, 10);
    if (Number.isFinite(told)) this.close(new Status(told, event.reason));
    else if (event.code === 1000) this.disconnect();
    else this.close(new Status(Status.Code.fromWebSocketCode(event.code || 1006), 'the WebSocket was closed'));
  }
}
