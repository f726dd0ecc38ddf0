import { announce, announcedWindow } from './conversation.js';
import { Face } from './face.js';
import { TubeTunnel } from './tube-tunnel.js';
import { browserClock } from './tunnel.js';
import { WebSocketTunnel } from './websocket-tunnel.js';

/** Time for a tube to open before the WebSocket is taken, milliseconds. */
const TUBE_MILLIS = 4000;

/** Time for candidates of the browser to be found before its offer is sent; those that come later follow it. */
const GATHER_MILLIS = 250;

/** Time for an ICE restart to bring the path back. */
const RESTART_MILLIS = 4000;

/** Time for an answer of the gateway over HTTP. */
const REQUEST_MILLIS = 8000;

/** How long a WebSocket may be silent. */
const SOCKET_SILENCE_MILLIS = 8000;

/** How long a lost session is tried for, unless told otherwise: the gateway keeps it for so long. */
const GIVE_UP_MILLIS = 60000;

/** Between tries, milliseconds; the last one repeats. */
const PAUSES_MILLIS = [200, 500, 1000, 2000];

/** Answers that trying again does not change. */
const FINAL_STATUS = { 400: 0x300, 401: 0x301, 403: 0x303, 404: 0x204, 410: 0x206 };

/** Which instructions draw on a layer that they bring into being, and where its number stands. */
const LAYER_AT = { size: 0, rect: 0, move: 0, png: 1, img: 2, jpeg: 1, copy: 6, transfer: 6, cfill: 1, start: 0 };

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * A `Guacamole.Tunnel` into one session, by whatever way there is: a tube first, a WebSocket where none opens in time.
 * After a loss it comes back by itself: by an ICE restart, else a new tube, else a WebSocket; the client on top sees
 * the state `UNSTABLE` meanwhile, and the whole picture again where the way is new.
 *
 * See `index.d.ts` for the options and what it tells.
 */
export class SessionTunnel extends Face {
  onway = null;
  onrecovery = null;

  /** 'tube', 'websocket', or null while there is none. */
  way = null;

  /** Why it is no tube; empty where it is one. */
  whyNoTube = '';

  #options;
  #clock;
  #tunnel = null;
  #peer = null;
  #tubeId = null;
  #iceServers;
  #ended = false;
  #recovering = false;
  #lastStatus = null;
  #layers = new Set();
  #wake = null;
  #online = () => this.#wake?.();

  constructor(options) {
    super();
    this.#options = {
      base: globalThis.location?.origin ?? '',
      prefer: 'auto',
      tubeMillis: TUBE_MILLIS,
      giveUpMillis: GIVE_UP_MILLIS,
      relayOnly: false,
      iceServers: [],
      client: () => ({}),
      fetch: (...request) => globalThis.fetch(...request),
      RTCPeerConnection: globalThis.RTCPeerConnection,
      WebSocket: globalThis.WebSocket,
      clock: browserClock,
      ...options,
    };
    this.#clock = this.#options.clock;
    this.#iceServers = this.#options.iceServers;
  }

  connect() {
    if (this.state !== this.Guacamole.Tunnel.State.CLOSED || this.#ended) return;
    this.setState(this.Guacamole.Tunnel.State.CONNECTING);
    globalThis.addEventListener?.('online', this.#online);
    this.#recover(false);
  }

  sendMessage(...elements) {
    this.#tunnel?.sendMessage(...elements);
  }

  disconnect() {
    this.#end(new this.Guacamole.Status(this.Guacamole.Status.Code.SUCCESS, 'closed here'));
  }

  /** Goes away without ending the session: its owner may come back to it. */
  leave() {
    this.oninstruction = null;
    this.disconnect();
  }

  /** Tries again now, where it is waiting for the next try. */
  hurry() {
    this.#wake?.();
  }

  // -------------------------------------------------------------------------------------------- ways

  /** Brings the session (back) on screen, or ends the tunnel. */
  async #recover(lost) {
    if (this.#recovering || this.#ended) return;
    this.#recovering = true;
    const { State } = this.Guacamole.Tunnel;
    const until = this.#clock.now() + this.#options.giveUpMillis;
    if (lost) this.setState(State.UNSTABLE);
    let restarts = lost && this.#peer ? 2 : 0;
    for (let tries = 0; !this.#ended; tries++) {
      try {
        this.onrecovery?.({ attempt: tries + 1, by: this.#peer && restarts > 0 ? 'restart' : 'anew' });
        if (this.#peer && restarts > 0) {
          restarts -= 1;
          if (!(await this.#restartIce())) continue;
        } else {
          await this.#anew();
        }
        this.#recovering = false;
        if (!this.#ended) this.onrecovery?.(null);
        return;
      } catch (error) {
        if (this.#ended) return;
        const code = error instanceof Refused ? FINAL_STATUS[error.status] : undefined;
        if (code !== undefined) {
          this.#end(this.#lastStatus ?? new this.Guacamole.Status(code, error.message));
          return;
        }
        // Not reached at all: the path that is there may be whole again before a new one could be asked for.
        if (!(error instanceof Refused) && this.#peer) restarts = Math.max(restarts, 1);
        if (this.#clock.now() >= until) {
          this.#end(new this.Guacamole.Status(this.Guacamole.Status.Code.UPSTREAM_TIMEOUT, error.message));
          return;
        }
        await this.#pause(PAUSES_MILLIS[Math.min(tries, PAUSES_MILLIS.length - 1)]);
      }
    }
  }

  async #anew() {
    this.#drop();
    const { prefer } = this.#options;
    if (prefer !== 'websocket' && this.#options.RTCPeerConnection && (prefer === 'tube' || this.whyNoTube === '')) {
      try {
        await this.#openTube();
        return;
      } catch (error) {
        this.#drop();
        // What the gateway refuses for good is refused over a WebSocket too.
        if (error instanceof Refused && FINAL_STATUS[error.status] !== undefined) throw error;
        if (prefer === 'tube') throw error;
        if (!(error instanceof TypeError)) this.whyNoTube = error.message;
      }
    } else if (prefer === 'websocket') {
      this.whyNoTube = 'a WebSocket was asked for';
    } else if (!this.#options.RTCPeerConnection) {
      this.whyNoTube = 'this browser has no WebRTC';
    }
    await this.#openWebSocket();
  }

  async #openTube() {
    const { RTCPeerConnection: Peer, relayOnly, client } = this.#options;
    await this.#refreshIceServers();
    if (this.#ended) throw new Error('closed meanwhile');
    const peer = new Peer(this.#configuration());
    this.#peer = peer;
    this.#tubeId = null;
    const channel = peer.createDataChannel('guacd', { ordered: true });
    let peerWindow = null;
    const tunnel = new TubeTunnel(channel, { peerWindow: () => peerWindow, clock: this.#clock });
    const trickle = [];
    peer.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      if (this.#tubeId === null) trickle.push(candidate.candidate);
      else this.#post(`/tubes/${this.#tubeId}/candidates`, { candidate: candidate.candidate }).catch(() => {});
    };
    await peer.setLocalDescription(await peer.createOffer());
    await this.#gathered(peer);
    const known = peer.localDescription.sdp;
    const made = await this.#post('/tubes', {
      offer: encode(announce(known)),
      relayOnly,
      client: client(),
    });
    if (this.#peer !== peer) throw new Error('closed meanwhile');
    this.#tubeId = made.tubeId;
    const answer = decode(made.answer);
    peerWindow = announcedWindow(answer);
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    for (const candidate of trickle.filter((one) => !known.includes(one))) {
      this.#post(`/tubes/${this.#tubeId}/candidates`, { candidate }).catch(() => {});
    }
    await this.#opened(tunnel, 'no tube opened in time');
    peer.onconnectionstatechange = () => {
      if (this.#peer === peer && ['failed', 'disconnected'].includes(peer.connectionState)) this.#lost(tunnel);
    };
    this.#use(tunnel, 'tube');
  }

  #configuration() {
    return { iceServers: this.#iceServers, iceTransportPolicy: this.#options.relayOnly ? 'relay' : 'all' };
  }

  /**
   * The gateway's credentials at TURN servers run out, and a seat may have been kept for long: whenever a path is looked
   * for it is asked for those of now. Servers that it does not know stay as they are.
   *
   * @returns {Promise<boolean>} whether there are others than before
   */
  async #refreshIceServers() {
    if (!this.#iceServers.some((server) => server.credential)) return false;
    const { iceServers = [] } = await this.#get('/seat');
    this.#iceServers = this.#iceServers.map(
      (old) => iceServers.find((fresh) => `${fresh.urls}` === `${old.urls}`) ?? old);
    return true;
  }

  async #openWebSocket() {
    const { base, sessionId, seat, client, WebSocket: Socket } = this.#options;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(client())) {
      for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
    }
    const url = new URL(`${base}/v1/sessions/${encodeURIComponent(sessionId)}/tunnel?${query}`,
      globalThis.location?.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const tunnel = new WebSocketTunnel(url.href, {
      protocols: ['guacamole', `seat.${seat}`],
      clock: this.#clock,
      WebSocket: Socket,
    });
    try {
      await this.#opened(tunnel, 'no WebSocket opened in time');
    } catch (error) {
      // A browser does not tell a page why a WebSocket was refused; the plain answer of the gateway does.
      await this.#get('/seat');
      throw error;
    }
    this.#use(tunnel, 'websocket');
  }

  /** Waits until a tunnel is open; what it reads before it is used is kept for the client on top. */
  #opened(tunnel, late) {
    const { State } = this.Guacamole.Tunnel;
    // A WebSocket that is silent for so long is sooner made anew than waited for; a tube is restarted before.
    tunnel.receiveTimeout = tunnel instanceof WebSocketTunnel
      ? Math.min(this.receiveTimeout, SOCKET_SILENCE_MILLIS) : this.receiveTimeout;
    tunnel.unstableThreshold = this.unstableThreshold;
    const early = [];
    tunnel.oninstruction = (opcode, args) => early.push([opcode, args]);
    tunnel.early = early;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => {
        reject(new Error(late));
        tunnel.onstatechange = null;
        tunnel.disconnect();
      }, this.#options.tubeMillis);
      tunnel.onstatechange = (state) => {
        if (state === State.OPEN) {
          this.#clock.clearTimeout(timer);
          resolve();
        } else if (state === State.CLOSED) {
          this.#clock.clearTimeout(timer);
          reject(new Error(late));
        }
      };
      tunnel.onerror = (status) => {
        this.#clock.clearTimeout(timer);
        reject(new Error(status.message || late));
      };
      tunnel.connect();
    });
  }

  #use(tunnel, way) {
    if (this.#ended) {
      tunnel.disconnect();
      throw new Error('closed meanwhile');
    }
    const { State } = this.Guacamole.Tunnel;
    const again = this.way !== null;
    this.#tunnel = tunnel;
    this.way = way;
    if (way === 'tube') this.whyNoTube = '';
    tunnel.onuuid = (uuid) => this.setUUID(uuid);
    tunnel.onrtt = (rttMillis) => {
      this.rttMillis = rttMillis;
      this.onrtt?.(rttMillis);
    };
    this.#lastStatus = null;
    tunnel.onerror = (status) => {
      // What the gateway said of the end tells more than that nothing is there any more.
      if (this.#tunnel === tunnel && tunnel.closeReason?.detail) this.#lastStatus = status;
    };
    tunnel.onstatechange = (state) => {
      if (this.#tunnel !== tunnel) return;
      if (state === State.CLOSED) {
        if (tunnel.sessionEnded) this.disconnect();
        else this.#lost(tunnel);
      } else if (state === State.UNSTABLE && way === 'tube') {
        this.#lost(tunnel);
      } else if (!this.#recovering) {
        this.setState(state);
      }
    };
    // The picture comes whole again: what was drawn by the old way is taken away first.
    if (again) for (const layer of this.#layers) this.oninstruction?.('dispose', [`${layer}`]);
    this.#layers.clear();
    this.onway?.(way, this.whyNoTube);
    this.setState(State.OPEN);
    tunnel.oninstruction = (opcode, args) => this.#instruction(opcode, args);
    if (tunnel.uuid) this.setUUID(tunnel.uuid);
    for (const [opcode, args] of tunnel.early.splice(0)) this.#instruction(opcode, args);
  }

  #instruction(opcode, args) {
    const at = LAYER_AT[opcode];
    // Layer 0 is the display itself and stays.
    if (at !== undefined && args[at] !== '0') this.#layers.add(args[at]);
    if (opcode === 'dispose') this.#layers.delete(args[0]);
    this.oninstruction?.(opcode, args);
  }

  /** The way in use answers no more. */
  #lost(tunnel) {
    if (this.#tunnel !== tunnel || this.#ended || this.#recovering) return;
    this.#recover(true);
  }

  /** Asks for a new path of the tube that is there; false where the tube is to be given up. */
  async #restartIce() {
    const peer = this.#peer;
    const tunnel = this.#tunnel;
    const { State } = this.Guacamole.Tunnel;
    if (!tunnel || tunnel.state === State.CLOSED || this.#tubeId === null) {
      this.#drop();
      return false;
    }
    if (tunnel.state === State.OPEN && peer.connectionState === 'connected') return this.#back();
    const before = tunnel.onstatechange;
    let timer;
    const back = new Promise((resolve) => {
      timer = this.#clock.setTimeout(() => resolve(false), RESTART_MILLIS);
      tunnel.onstatechange = (state) => {
        if (state === State.OPEN) resolve(true);
        if (state === State.CLOSED) resolve(false);
      };
      tunnel.onalive = () => resolve(true);
    });
    let whether = false;
    try {
      const exchange = this.#exchange(peer).then(() => back);
      // The old path may come back by itself before the gateway was reached.
      whether = await Promise.race([back.then((is) => (is ? true : exchange)), exchange]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    } finally {
      this.#clock.clearTimeout(timer);
      tunnel.onstatechange = before;
      tunnel.onalive = null;
    }
    if (whether) return this.#back();
    this.#drop();
    return false;
  }

  async #exchange(peer) {
    // Firefox has it since 119; before, credentials that have run out cost the tube.
    if (await this.#refreshIceServers()) peer.setConfiguration?.(this.#configuration());
    await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
    await this.#gathered(peer);
    const { answer } = await this.#send('PUT', `/tubes/${this.#tubeId}/remote-description`, {
      type: 'offer',
      sdp: encode(announce(peer.localDescription.sdp)),
    });
    await peer.setRemoteDescription({ type: 'answer', sdp: decode(answer) });
  }

  #back() {
    this.setState(this.Guacamole.Tunnel.State.OPEN);
    this.onway?.(this.way, this.whyNoTube);
    return true;
  }

  /** Lets go of the way in use. */
  #drop() {
    const tunnel = this.#tunnel;
    const peer = this.#peer;
    this.#tunnel = null;
    this.#peer = null;
    this.#tubeId = null;
    if (tunnel) {
      tunnel.onstatechange = null;
      tunnel.onerror = null;
      tunnel.disconnect();
    }
    if (peer) {
      peer.onconnectionstatechange = null;
      peer.onicecandidate = null;
      // What was said last still leaves.
      this.#clock.setTimeout(() => peer.close(), 100);
    }
  }

  #end(status) {
    if (this.#ended) return;
    this.#ended = true;
    globalThis.removeEventListener?.('online', this.#online);
    this.#wake?.();
    this.#drop();
    if (status.code !== this.Guacamole.Status.Code.SUCCESS) this.onerror?.(status);
    this.setState(this.Guacamole.Tunnel.State.CLOSED);
  }

  // ------------------------------------------------------------------------------------------- HTTP

  #gathered(peer) {
    if (peer.iceGatheringState === 'complete') return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(resolve, GATHER_MILLIS);
      peer.onicegatheringstatechange = () => {
        if (peer.iceGatheringState !== 'complete') return;
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  #pause(millis) {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(resolve, millis);
      this.#wake = () => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  #post(path, body) {
    return this.#send('POST', path, body);
  }

  #get(path) {
    return this.#send('GET', path);
  }

  async #send(method, path, body) {
    const { base, sessionId, seat, fetch } = this.#options;
    const response = await fetch(`${base}/v1/sessions/${encodeURIComponent(sessionId)}${path}`, {
      method,
      headers: {
        Authorization: `Seat ${seat}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_MILLIS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new Refused(response.status, problem.detail ?? `HTTP ${response.status}`);
    }
    return response.status === 204 ? null : response.json();
  }
}

const encode = (sdp) => btoa(String.fromCharCode(...new TextEncoder().encode(sdp)));
const decode = (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
