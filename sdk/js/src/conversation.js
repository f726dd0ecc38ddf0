/**
 * The client's side of a `guacd` conversation: one connection on one channel, with pings and, where both descriptions
 * announced it, credit. Bytes in, events and bytes out: no socket, no clock.
 *
 * Source: docs/protocol.md, "Life of a connection" and "Credit".
 */
import {
  Control,
  FrameDecoder,
  decodeControl,
  encodeCloseConnection,
  encodeCredit,
  encodeFrame,
  encodeOpenConnection,
  encodePing,
  encodePong,
} from './frames.js';

/** The connection's number: there is one in a channel. */
const CONNECTION = 1;

/** Payload of one frame, so that input typed meanwhile never waits for a long one. */
const MAX_FRAME_PAYLOAD_BYTES = 16 << 10;

/** What this side lets the peer send before it has taken any, bytes. */
export const WINDOW_BYTES = 1 << 20;

const ATTRIBUTE = /^a=tubeway:\d+(?: [^\r\n]*)?\bwindow=(\d+)/m;

/** The description with the announcement of what is added to the protocol. */
export const announce = (sdp) => `${sdp.replace(/(\r\n)?$/, '\r\n')}`.replace(
  /^(t=[^\r\n]*\r\n)/m, `$1a=tubeway:1 window=${WINDOW_BYTES}\r\n`);

/** The peer's start credit by its description; null where it announces none, and credit is then not used. */
export function announcedWindow(sdp) {
  const found = ATTRIBUTE.exec(sdp);
  return found ? Number(found[1]) : null;
}

export class Conversation {
  /** Frames to send, oldest first; whoever carries them takes them out. */
  outgoing = [];

  #decoder = new FrameDecoder();
  #waiting = [];
  #credit;
  #usesCredit;
  #taken = 0;
  #pings = new Map();
  #nextPing = 1;
  #ended = false;

  /** @param {number|null} peerWindow the peer's start credit; null: credit is not used */
  constructor(peerWindow = null) {
    this.#usesCredit = peerWindow !== null;
    this.#credit = peerWindow ?? Infinity;
  }

  open(nowMillis) {
    this.outgoing.push(encodeOpenConnection(CONNECTION, nowMillis));
  }

  /** Queues bytes of the connection; they are framed as far as the credit reaches. */
  write(bytes, nowMillis) {
    for (let at = 0; at < bytes.length; at += MAX_FRAME_PAYLOAD_BYTES) {
      this.#waiting.push(bytes.subarray(at, at + MAX_FRAME_PAYLOAD_BYTES));
    }
    this.#frame(nowMillis);
  }

  /** Bytes that wait for credit. */
  get waitingBytes() {
    return this.#waiting.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  /** Sends a Ping; its Pong gives an event with the time between. */
  ping(nowMillis) {
    const token = this.#nextPing;
    this.#nextPing = (this.#nextPing + 1) >>> 0;
    this.#pings.set(token, nowMillis);
    // What was not answered for so long will not be.
    if (this.#pings.size > 64) this.#pings.delete(this.#pings.keys().next().value);
    this.outgoing.push(encodePing(CONNECTION, token, nowMillis));
  }

  /** Says goodbye: the connection, then the channel. */
  close(reason, detail, nowMillis) {
    if (this.#ended) return;
    this.#ended = true;
    this.outgoing.push(
      encodeCloseConnection(CONNECTION, reason, detail, nowMillis),
      encodeCloseConnection(0, reason, detail, nowMillis));
  }

  /**
   * Takes what came. Events: `opened`, `data` (bytes), `pong` (rttMillis), `eof`, `closed` (reason, detail).
   *
   * @param {Uint8Array} bytes
   * @returns {Array<{type: string, bytes?: Uint8Array, rttMillis?: number, reason?: number, detail?: string}>}
   * @throws {import('./frames.js').ProtocolError}
   */
  receive(bytes, nowMillis) {
    const events = [];
    this.#decoder.push(bytes, (connection, payload) => {
      if (connection === CONNECTION) {
        if (payload.length && !this.#ended) events.push({ type: 'data', bytes: payload });
      } else if (connection === 0) {
        this.#control(payload, nowMillis, events);
      }
    });
    return events;
  }

  /** Says that so many bytes of the connection were dealt with: the peer may send as many again. */
  took(bytes, nowMillis) {
    if (!this.#usesCredit) return;
    this.#taken += bytes;
    if (this.#taken >= WINDOW_BYTES / 4) {
      this.outgoing.push(encodeCredit(CONNECTION, this.#taken, nowMillis));
      this.#taken = 0;
    }
  }

  #control(payload, nowMillis, events) {
    const message = decodeControl(payload);
    if (message === null) return;
    if (message.code === Control.PING) {
      this.outgoing.push(encodePong(message.data, nowMillis));
      return;
    }
    if (message.code === Control.PONG) {
      const at = message.data.length >= 8
        ? new DataView(message.data.buffer, message.data.byteOffset).getUint32(4) : 0;
      const sent = this.#pings.get(at);
      this.#pings.delete(at);
      if (sent !== undefined) events.push({ type: 'pong', rttMillis: nowMillis - sent });
      return;
    }
    const whole = message.code === Control.CLOSE_CONNECTION && message.connection === 0;
    if ((message.connection !== CONNECTION && !whole) || this.#ended) return;
    switch (message.code) {
      case Control.CONNECTION_OPENED:
        events.push({ type: 'opened' });
        break;
      case Control.SEND_EOF:
        events.push({ type: 'eof' });
        break;
      case Control.CREDIT:
        this.#credit += message.bytes;
        this.#frame(nowMillis);
        break;
      case Control.CLOSE_CONNECTION:
        this.#ended = true;
        events.push({ type: 'closed', reason: message.reason, detail: message.detail });
        break;
      default:
    }
  }

  #frame(nowMillis) {
    while (this.#waiting.length && this.#credit > 0 && !this.#ended) {
      let bytes = this.#waiting[0];
      if (bytes.length > this.#credit) {
        this.#waiting[0] = bytes.subarray(this.#credit);
        bytes = bytes.subarray(0, this.#credit);
      } else {
        this.#waiting.shift();
      }
      this.#credit -= bytes.length;
      this.outgoing.push(encodeFrame(CONNECTION, bytes, nowMillis));
    }
  }
}
