import { Conversation } from './conversation.js';
import { ProtocolError, reasonName } from './frames.js';
import { Tunnel, browserClock } from './tunnel.js';

/** More than this is not handed to the browser at once: what is typed later would wait behind it. */
const BUFFERED_BYTES = 256 << 10;

/** Guacamole's status for the close reasons that say more than "lost". */
const STATUS = {
  2: 'UPSTREAM_TIMEOUT',
  4: 'UPSTREAM_ERROR',
  8: 'UPSTREAM_ERROR',
  10: 'UPSTREAM_NOT_FOUND',
  12: 'SESSION_CLOSED',
  14: 'UPSTREAM_ERROR',
  16: 'UPSTREAM_NOT_FOUND',
  18: 'CLIENT_FORBIDDEN',
  22: 'SERVER_ERROR',
  23: 'CLIENT_FORBIDDEN',
};

/**
 * A `Guacamole.Tunnel` over one RTCDataChannel that speaks the tube protocol.
 *
 * @param {RTCDataChannel} channel ordered and reliable, open or about to be; made by whoever makes the offer
 * @param {{peerWindow?: () => number|null, clock?: object}} [options] `peerWindow` tells the gateway's start credit
 *     (see `announcedWindow`) once the channel is open
 */
export class TubeTunnel extends Tunnel {
  #channel;
  #conversation = null;
  #peerWindow;
  #decoder = new TextDecoder();
  #encoder = new TextEncoder();
  #early = [];

  constructor(channel, { peerWindow = () => null, clock = browserClock } = {}) {
    super(clock);
    this.#channel = channel;
    this.#peerWindow = peerWindow;
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = BUFFERED_BYTES / 4;
    channel.onbufferedamountlow = () => this.#flush();
    // A message can come before anybody is ready to read it.
    channel.onmessage = (event) => this.#early.push(event.data);
  }

  connect() {
    const { State } = this.Guacamole.Tunnel;
    if (this.state !== State.CLOSED || this.#conversation) return;
    this.setState(State.CONNECTING);
    this.#channel.onclose = () => this.fail('UPSTREAM_UNAVAILABLE', 'the tube was closed');
    this.#channel.onerror = () => this.fail('UPSTREAM_UNAVAILABLE', 'the tube broke');
    if (this.#channel.readyState === 'open') this.#begin();
    else this.#channel.onopen = () => this.#begin();
  }

  /** Bytes that were not handed to the browser yet. */
  get queuedBytes() {
    const waiting = this.#conversation?.outgoing.reduce((sum, frame) => sum + frame.length, 0) ?? 0;
    return waiting + (this.#conversation?.waitingBytes ?? 0);
  }

  #begin() {
    this.#conversation = new Conversation(this.#peerWindow());
    this.#conversation.open(this.clock.now());
    this.#flush();
    this.#channel.onmessage = (event) => this.#message(event.data);
    for (const data of this.#early.splice(0)) this.#message(data);
  }

  ping() {
    this.#conversation.ping(this.clock.now());
    this.#flush();
  }

  send(text) {
    this.#conversation.write(this.#encoder.encode(text), this.clock.now());
    this.#flush();
  }

  release() {
    if (this.#conversation) {
      this.#conversation.close(0, '', this.clock.now());
      this.#flush(Infinity);
    }
    this.#channel.onmessage = null;
    this.#channel.onclose = null;
    this.#channel.onerror = null;
    this.#channel.close();
  }

  #message(data) {
    if (this.state === this.Guacamole.Tunnel.State.CLOSED) return;
    if (typeof data === 'string') {
      this.#broken('a text message came');
      return;
    }
    this.alive();
    try {
      for (const event of this.#conversation.receive(new Uint8Array(data), this.clock.now())) this.#event(event);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#broken(error.message);
      return;
    }
    this.#flush();
  }

  #event(event) {
    switch (event.type) {
      case 'opened':
        this.opened();
        break;
      case 'data':
        if (!this.isConnected()) this.opened();
        try {
          this.parser.receive(this.#decoder.decode(event.bytes, { stream: true }));
        } catch (error) {
          this.fail('SERVER_ERROR', error.message);
          return;
        }
        this.#conversation.took(event.bytes.length, this.clock.now());
        break;
      case 'pong':
        this.answered(event.rttMillis);
        break;
      case 'closed':
        if (event.reason === 0) {
          this.disconnect();
        } else {
          this.closeReason = { code: event.reason, name: reasonName(event.reason), detail: event.detail };
          this.fail(STATUS[event.reason] ?? 'UPSTREAM_UNAVAILABLE', event.detail || reasonName(event.reason));
        }
        break;
      default:
    }
  }

  #broken(message) {
    this.#conversation.close(19, message, this.clock.now());
    this.#flush(Infinity);
    this.fail('SERVER_ERROR', message);
  }

  #flush(most = BUFFERED_BYTES) {
    if (this.#channel.readyState !== 'open' || !this.#conversation) return;
    const { outgoing } = this.#conversation;
    while (outgoing.length && this.#channel.bufferedAmount <= most) this.#channel.send(outgoing.shift());
  }
}
