/**
 * Frames of the tube protocol, and the control messages in them: bytes in, values out, and back. No socket, no clock.
 *
 * Shape: `connection u32 | timestamp_ms u64 | length u32 | payload[length] | 0x3B`, big-endian.
 * Source: docs/protocol.md, "Frame" and "Control".
 */

/** Bytes around a payload. */
export const OVERHEAD_BYTES = 17;

/** Largest payload that is taken, unless told otherwise. */
export const MAX_PAYLOAD_BYTES = 1 << 20;

const HEADER_BYTES = 16;
const TERMINATOR = 0x3b;
const MAX_DETAIL_BYTES = 1024;

/** Codes of control messages. */
export const Control = Object.freeze({
  PING: 1,
  PONG: 2,
  OPEN_CONNECTION: 101,
  CLOSE_CONNECTION: 102,
  CONNECTION_OPENED: 103,
  SEND_EOF: 104,
  CREDIT: 401,
});

/** Why a connection or a channel was closed, by code. */
export const CloseReason = Object.freeze({
  0: 'normal',
  1: 'error',
  2: 'timeout',
  4: 'serverRefuse',
  5: 'client',
  6: 'unknown',
  7: 'invalidInstruction',
  8: 'guacdRefuse',
  9: 'connectionLost',
  10: 'connectionFailed',
  11: 'tunnelClosed',
  12: 'adminClosed',
  13: 'errorRecording',
  14: 'guacdError',
  15: 'aiClosed',
  16: 'addressResolutionFailed',
  17: 'decryptionFailed',
  18: 'configurationError',
  19: 'protocolError',
  20: 'upstreamClosed',
  21: 'proxyError',
  22: 'handlerError',
  23: 'securityThreat',
});

/** The name of a close reason; a code that is not known reads as 6. */
export const reasonName = (code) => CloseReason[code] ?? CloseReason[6];

/** A rule of the protocol that the peer broke; the channel has to be closed with reason 19. */
export class ProtocolError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ProtocolError';
  }
}

/**
 * One frame.
 *
 * @param {number} connection 0 for control
 * @param {Uint8Array} payload
 * @param {number} nowMillis for people who read captures
 * @returns {Uint8Array}
 */
export function encodeFrame(connection, payload, nowMillis) {
  const bytes = new Uint8Array(OVERHEAD_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, connection);
  view.setBigUint64(4, BigInt(Math.max(0, Math.floor(nowMillis))));
  view.setUint32(12, payload.length);
  bytes.set(payload, HEADER_BYTES);
  bytes[bytes.length - 1] = TERMINATOR;
  return bytes;
}

function controlFrame(code, nowMillis, ...numbers) {
  const payload = new Uint8Array(2 + 4 * numbers.length);
  const view = new DataView(payload.buffer);
  view.setUint16(0, code);
  numbers.forEach((number, i) => view.setUint32(2 + 4 * i, number));
  return encodeFrame(0, payload, nowMillis);
}

/** A Ping that carries a number, which the Pong brings back. */
export const encodePing = (connection, token, nowMillis) =>
  controlFrame(Control.PING, nowMillis, connection, token >>> 0);

/** The Pong to a Ping with that data; to an empty one it carries four zeros. */
export function encodePong(data, nowMillis) {
  const payload = new Uint8Array(2 + Math.max(4, data.length));
  new DataView(payload.buffer).setUint16(0, Control.PONG);
  payload.set(data, 2);
  return encodeFrame(0, payload, nowMillis);
}

export const encodeOpenConnection = (connection, nowMillis) =>
  controlFrame(Control.OPEN_CONNECTION, nowMillis, connection);

export const encodeConnectionOpened = (connection, nowMillis) =>
  controlFrame(Control.CONNECTION_OPENED, nowMillis, connection);

export const encodeSendEof = (connection, nowMillis) => controlFrame(Control.SEND_EOF, nowMillis, connection);

/** Grants the peer so many payload bytes more on a connection. */
export const encodeCredit = (connection, bytes, nowMillis) =>
  controlFrame(Control.CREDIT, nowMillis, connection, bytes);

/** Closes a connection, or the channel where `connection` is 0. */
export function encodeCloseConnection(connection, reason, detail, nowMillis) {
  let text = new TextEncoder().encode(detail);
  if (text.length > MAX_DETAIL_BYTES) {
    let end = MAX_DETAIL_BYTES;
    while ((text[end] & 0xc0) === 0x80) end--;
    text = text.subarray(0, end);
  }
  const payload = new Uint8Array(7 + (text.length ? 2 + text.length : 0));
  const view = new DataView(payload.buffer);
  view.setUint16(0, Control.CLOSE_CONNECTION);
  view.setUint32(2, connection);
  payload[6] = reason;
  if (text.length) {
    view.setUint16(7, text.length);
    payload.set(text, 9);
  }
  return encodeFrame(0, payload, nowMillis);
}

/**
 * What a control message says; null where its code is not known or it is too short for it: it is passed over.
 *
 * @param {Uint8Array} payload of a frame of connection 0
 */
export function decodeControl(payload) {
  if (payload.length < 2) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const code = view.getUint16(0);
  const data = payload.subarray(2);
  if (code === Control.PING || code === Control.PONG) return { code, data };
  if (data.length < 4) return null;
  const connection = view.getUint32(2);
  switch (code) {
    case Control.OPEN_CONNECTION:
    case Control.CONNECTION_OPENED:
    case Control.SEND_EOF:
      return { code, connection };
    case Control.CREDIT:
      return data.length < 8 ? null : { code, connection, bytes: view.getUint32(6) };
    case Control.CLOSE_CONNECTION: {
      const reason = data.length > 4 ? data[4] : 0;
      const length = data.length > 6 ? view.getUint16(7) : 0;
      const text = data.subarray(7, 7 + Math.min(length, MAX_DETAIL_BYTES));
      return { code, connection, reason, detail: new TextDecoder().decode(text) };
    }
    default:
      return null;
  }
}

/** Takes the messages of a channel as one stream of bytes and gives the frames in it. */
export class FrameDecoder {
  #rest = new Uint8Array(0);
  #maxPayloadBytes;

  constructor(maxPayloadBytes = MAX_PAYLOAD_BYTES) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /**
   * Payloads are views of the given bytes where a frame lies in them whole.
   *
   * @param {Uint8Array} bytes
   * @param {(connection: number, payload: Uint8Array) => void} each
   * @throws {ProtocolError} on a frame that is too long or does not end as it must; nothing behind it can be read
   */
  push(bytes, each) {
    let input = bytes;
    if (this.#rest.length) {
      input = new Uint8Array(this.#rest.length + bytes.length);
      input.set(this.#rest);
      input.set(bytes, this.#rest.length);
    }
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    let at = 0;
    while (input.length - at >= HEADER_BYTES) {
      const length = view.getUint32(at + 12);
      if (length > this.#maxPayloadBytes) {
        throw new ProtocolError(`a frame is too long: length=${length}`);
      }
      const end = at + HEADER_BYTES + length;
      if (end >= input.length) break;
      if (input[end] !== TERMINATOR) {
        throw new ProtocolError(`a frame ends wrongly: byte=${input[end]}`);
      }
      each(view.getUint32(at), input.subarray(at + HEADER_BYTES, end));
      at = end + 1;
    }
    // A copy: the caller's bytes may not be ours to keep.
    this.#rest = input.slice(at);
  }
}
