// Discord's gateway for one person: connects, identifies, keeps the heart beating, comes back after a
// drop. It hands every event on and understands READY alone; what events mean is store.js's to decide.

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
};
const AUTHENTICATION_FAILED = 4004; // the only close after which trying again with this token is pointless
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

export class Gateway {
  sessionId = null;
  #url;
  #token;
  #listener;
  #socket = null;
  #sequence = null;
  #heart = null;
  #acknowledged = true;
  #retryMs = FIRST_RETRY_MS;

  /** `listener.event(type, data)`, `listener.online(boolean)` and `listener.refused()` are called. */
  constructor(url, token, listener) {
    this.#url = url;
    this.#token = token;
    this.#listener = listener;
    this.#connect();
  }

  #connect() {
    this.#sequence = null;
    const socket = new WebSocket(this.#address());
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.#closed(code));
  }

  /** The gateway is where the page came from, whatever name this computer was reached by. */
  #address() {
    const url = new URL(this.#url);
    url.host = location.host;
    url.search = "?v=10&encoding=json";
    return url;
  }

  #closed(code) {
    clearInterval(this.#heart);
    this.sessionId = null;
    this.#listener.online(false);
    if (code === AUTHENTICATION_FAILED) return this.#listener.refused();
    setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #receive({ op, t: type, s: sequence, d: data }) {
    switch (op) {
      case OP.hello:
        return this.#hello(data.heartbeat_interval);
      case OP.heartbeat:
        return this.#beat();
      case OP.heartbeatAck:
        this.#acknowledged = true;
        return;
      case OP.reconnect:
      case OP.invalidSession:
        return this.#socket.close();
      case OP.dispatch:
        this.#sequence = sequence;
        if (type === "READY") this.#ready(data);
        return this.#listener.event(type, data);
    }
  }

  #hello(interval) {
    this.#acknowledged = true;
    this.#heart = setInterval(() => this.#beat(), interval);
    const properties = { os: navigator.platform, browser: "playground", device: "" };
    this.#send(OP.identify, { token: this.#token, properties });
  }

  #ready(data) {
    this.sessionId = data.session_id;
    this.#retryMs = FIRST_RETRY_MS;
    this.#listener.online(true);
  }

  #beat() {
    if (!this.#acknowledged) return this.#socket.close();
    this.#acknowledged = false;
    this.#send(OP.heartbeat, this.#sequence);
  }

  #send(op, d) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d }));
  }
}
