/** A tunnel as `Guacamole.Client` of guacamole-common-js takes it. */
export interface GuacamoleTunnel {
  state: number;
  uuid: string | null;
  receiveTimeout: number;
  unstableThreshold: number;
  connect(data?: string): void;
  disconnect(): void;
  sendMessage(...elements: unknown[]): void;
  isConnected(): boolean;
  onuuid: ((uuid: string) => void) | null;
  onerror: ((status: { code: number; message?: string }) => void) | null;
  onstatechange: ((state: number) => void) | null;
  oninstruction: ((opcode: string, args: string[]) => void) | null;
}

/** What the gateway is told of the page that looks at a session. */
export interface ClientDescription {
  width?: number;
  height?: number;
  dpi?: number;
  /** Media types of pictures that the browser draws. */
  image?: string[];
  /** IANA name, such as `Europe/Berlin`. */
  timezone?: string;
}

/** The answer to a ticket. */
export interface Seat {
  seat: string;
  seatExpires?: string;
  session: { sessionId: string; protocol: string; target: string; state: string };
  name: string;
  rights: { readOnly: boolean; owner: boolean };
  iceServers: RTCIceServer[];
}

export type Way = 'tube' | 'websocket';

export interface SessionTunnelOptions {
  /** Origin of the gateway; that of the page where it is left out. */
  base?: string;
  sessionId: string;
  seat: string;
  /**
   * Those of the seat, or others. Credentials of the gateway's TURN servers run out: servers of the same urls as the
   * seat's are asked for anew whenever a path is looked for.
   */
  iceServers?: RTCIceServer[];
  /** Only paths through a TURN server. */
  relayOnly?: boolean;
  /** `auto`: a tube, or a WebSocket where none opens in time. */
  prefer?: 'auto' | Way;
  /** Time for a tube to open before the WebSocket is taken, milliseconds; 4000 unless given. */
  tubeMillis?: number;
  /** How long a lost session is tried for, milliseconds; 60000 unless given. */
  giveUpMillis?: number;
  /** Asked whenever a way is opened, so that the picture fits the page as it is then. */
  client?: () => ClientDescription;
}

/**
 * A tunnel into one session by whatever way there is. A lost way is found again: by an ICE restart, else a new tube,
 * else a WebSocket. Meanwhile its state is `UNSTABLE`; it is `CLOSED` only when the session is over or given up.
 */
export declare class SessionTunnel implements GuacamoleTunnel {
  constructor(options: SessionTunnelOptions);
  /** The way in use. */
  readonly way: Way | null;
  /** Why it is no tube, for people; empty where it is one. */
  readonly whyNoTube: string;
  /** Newest round trip, milliseconds. */
  readonly rttMillis: number | null;
  /** A way is open, for the first time or again. */
  onway: ((way: Way, whyNoTube: string) => void) | null;
  onrtt: ((millis: number) => void) | null;
  /** A try begins; null: the session is back. */
  onrecovery: ((attempt: { attempt: number; by: 'restart' | 'anew' } | null) => void) | null;
  /** Goes away without ending the session: its owner may come back to it. */
  leave(): void;
  /** Tries again at once, where it waits for its next try. */
  hurry(): void;
  state: number;
  uuid: string | null;
  receiveTimeout: number;
  unstableThreshold: number;
  connect(data?: string): void;
  disconnect(): void;
  sendMessage(...elements: unknown[]): void;
  isConnected(): boolean;
  onuuid: ((uuid: string) => void) | null;
  onerror: ((status: { code: number; message?: string }) => void) | null;
  onstatechange: ((state: number) => void) | null;
  oninstruction: ((opcode: string, args: string[]) => void) | null;
}

interface OneWayTunnel extends GuacamoleTunnel {
  onrtt: ((millis: number) => void) | null;
  readonly rttMillis: number | null;
  readonly sessionEnded: boolean;
}

/** A tunnel over one RTCDataChannel that speaks the tube protocol. */
export declare class TubeTunnel implements OneWayTunnel {
  constructor(channel: RTCDataChannel, options?: { peerWindow?: () => number | null });
  /** Bytes that were not handed to the browser yet. */
  readonly queuedBytes: number;
  readonly closeReason?: { code: number; name: string; detail: string };
  onrtt: ((millis: number) => void) | null;
  readonly rttMillis: number | null;
  readonly sessionEnded: boolean;
  state: number;
  uuid: string | null;
  receiveTimeout: number;
  unstableThreshold: number;
  connect(data?: string): void;
  disconnect(): void;
  sendMessage(...elements: unknown[]): void;
  isConnected(): boolean;
  onuuid: ((uuid: string) => void) | null;
  onerror: ((status: { code: number; message?: string }) => void) | null;
  onstatechange: ((state: number) => void) | null;
  oninstruction: ((opcode: string, args: string[]) => void) | null;
}

/** A tunnel over a WebSocket that carries a seat in its subprotocols. */
export declare class WebSocketTunnel implements OneWayTunnel {
  constructor(url: string, options?: { protocols?: string[] });
  onrtt: ((millis: number) => void) | null;
  readonly rttMillis: number | null;
  readonly sessionEnded: boolean;
  state: number;
  uuid: string | null;
  receiveTimeout: number;
  unstableThreshold: number;
  connect(data?: string): void;
  disconnect(): void;
  sendMessage(...elements: unknown[]): void;
  isConnected(): boolean;
  onuuid: ((uuid: string) => void) | null;
  onerror: ((status: { code: number; message?: string }) => void) | null;
  onstatechange: ((state: number) => void) | null;
  oninstruction: ((opcode: string, args: string[]) => void) | null;
}

/** Trades a one-time ticket for a seat. */
export declare function takeSeat(options: { base?: string; sessionId: string; ticket: string }): Promise<Seat>;

/** The description with the announcement of what is added to the protocol. */
export declare function announce(sdp: string): string;
/** The peer's start credit by its description; null where it announces none. */
export declare function announcedWindow(sdp: string): number | null;

export declare const Control: Readonly<Record<string, number>>;
export declare const CloseReason: Readonly<Record<number, string>>;
export declare function reasonName(code: number): string;
export declare class ProtocolError extends Error {}
export declare function encodeFrame(connection: number, payload: Uint8Array, nowMillis: number): Uint8Array;
export declare function decodeControl(payload: Uint8Array): { code: number; connection?: number } | null;
export declare class FrameDecoder {
  constructor(maxPayloadBytes?: number);
  push(bytes: Uint8Array, each: (connection: number, payload: Uint8Array) => void): void;
}

/** The client's side of a `guacd` conversation, without socket and clock. */
export declare class Conversation {
  constructor(peerWindow?: number | null);
  outgoing: Uint8Array[];
  readonly waitingBytes: number;
  open(nowMillis: number): void;
  write(bytes: Uint8Array, nowMillis: number): void;
  ping(nowMillis: number): void;
  close(reason: number, detail: string, nowMillis: number): void;
  receive(bytes: Uint8Array, nowMillis: number): Array<{
    type: 'opened' | 'data' | 'pong' | 'eof' | 'closed';
    bytes?: Uint8Array;
    rttMillis?: number;
    reason?: number;
    detail?: string;
  }>;
  took(bytes: number, nowMillis: number): void;
}
