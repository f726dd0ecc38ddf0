import * as frames from '../src/frames.js';

/** A clock whose timers ring when the test says so. */
export class FakeClock {
  time = 1000;
  #timers = new Map();
  #next = 1;

  now = () => this.time;

  setTimeout = (what, millis) => {
    const id = this.#next++;
    this.#timers.set(id, { at: this.time + millis, what });
    return id;
  };

  clearTimeout = (id) => this.#timers.delete(id);

  /** Lets time pass, timer by timer; promises settle in between. */
  async pass(millis) {
    const end = this.time + millis;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].what();
      await settle();
    }
    this.time = end;
  }
}

export async function settle() {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

/** A data channel whose other end is the test. */
export class FakeChannel {
  readyState = 'connecting';
  bufferedAmount = 0;
  sent = [];
  decoder = new frames.FrameDecoder();
  /** What the gateway answers by itself. */
  alive = true;

  open() {
    this.readyState = 'open';
    this.onopen?.();
  }

  send(bytes) {
    this.decoder.push(bytes, (connection, payload) => {
      this.sent.push([connection, payload.slice()]);
      if (!this.alive || connection !== 0) return;
      const message = frames.decodeControl(payload);
      if (message.code === frames.Control.OPEN_CONNECTION) {
        queueMicrotask(() => this.say(frames.encodeConnectionOpened(1, 0)));
      } else if (message.code === frames.Control.PING) {
        const pong = frames.encodePong(message.data, 0);
        queueMicrotask(() => this.say(pong));
      }
    });
  }

  say(frame) {
    this.onmessage?.({ data: frame.slice().buffer });
  }

  instruct(text) {
    this.say(frames.encodeFrame(1, new TextEncoder().encode(text), 0));
  }

  get text() {
    return this.sent.filter(([connection]) => connection === 1)
      .map(([, payload]) => new TextDecoder().decode(payload)).join('');
  }

  close() {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onclose?.();
  }
}

/** The browser's side of WebRTC, and whether UDP gets through. */
export function fakePeers({ opens = true } = {}) {
  const made = [];
  class FakePeer {
    connectionState = 'new';
    iceGatheringState = 'complete';
    restarts = 0;
    channel = new FakeChannel();

    constructor(config) {
      this.config = config;
      made.push(this);
    }

    setConfiguration(config) {
      this.config = config;
    }

    createDataChannel(label) {
      this.label = label;
      return this.channel;
    }

    async createOffer({ iceRestart } = {}) {
      if (iceRestart) this.restarts++;
      return { type: 'offer', sdp: `v=0\r\nt=0 0\r\na=offer:${made.length}:${this.restarts}\r\n` };
    }

    async setLocalDescription(description) {
      this.localDescription = description;
    }

    async setRemoteDescription(description) {
      this.remote = description;
      if (FakePeer.opens && this.channel.readyState === 'connecting') {
        this.connectionState = 'connected';
        queueMicrotask(() => this.channel.open());
      }
      if (this.restarts && FakePeer.opens) this.back();
    }

    /** The path is silent. */
    cut() {
      this.channel.alive = false;
      this.connectionState = 'disconnected';
      this.onconnectionstatechange?.();
    }

    back() {
      this.channel.alive = true;
      this.connectionState = 'connected';
      this.channel.say(frames.encodePing(0, 0, 0));
    }

    close() {
      this.closed = true;
    }
  }
  FakePeer.opens = opens;
  return { Peer: FakePeer, made };
}

export function fakeSockets() {
  const made = [];
  class FakeSocket {
    readyState = 0;
    sent = [];

    constructor(url, protocols) {
      this.url = url;
      this.protocols = protocols;
      made.push(this);
      queueMicrotask(() => {
        if (!FakeSocket.opens) {
          this.onclose?.({ code: 1006, reason: '' });
          return;
        }
        this.readyState = 1;
        this.onmessage?.({ data: '0.,4.uuid;' });
      });
    }

    send(text) {
      this.sent.push(text);
    }

    close() {
      this.readyState = 3;
    }
  }
  FakeSocket.opens = true;
  return { Socket: FakeSocket, made };
}

/** The gateway's HTTP side. */
export function fakeGateway() {
  const asked = [];
  const gateway = {
    asked,
    /** Status by "METHOD path"; 0: not reached. */
    refuse: new Map(),
    /** What a seat is told, now. */
    iceServers: [],
    fetch: async (url, { method, headers, body }) => {
      const path = new URL(url).pathname.replace(/^\/v1\/sessions\/[^/]+/, '').replace(/tubes\/[^/]+/, 'tubes/ID');
      asked.push({ method, path, headers, body: body && JSON.parse(body) });
      const status = gateway.refuse.get(`${method} ${path}`) ?? gateway.refuse.get('*');
      if (status === 0) throw new TypeError('not reached');
      const answer = (code, json) => ({ ok: code < 400, status: code, json: async () => json });
      if (status) return answer(status, { detail: `refused with ${status}` });
      const sdp = btoa('v=0\r\nt=0 0\r\na=tubeway:1 window=262144\r\n');
      if (method === 'POST' && path === '/tubes') return answer(201, { tubeId: `t${asked.length}`, answer: sdp });
      if (method === 'GET' && path === '/seat') return answer(200, { iceServers: gateway.iceServers });
      if (method === 'PUT') return answer(200, { answer: sdp });
      return answer(204, null);
    },
  };
  return gateway;
}
