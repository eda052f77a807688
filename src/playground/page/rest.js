// Discord's REST interface as one person sees it. Retries what Discord says to retry, and nothing else.

import { t } from "./words.js";

const API = "/api/v10";
const ATTEMPTS = 3; // the first, and two after a 429

/** What Discord answered instead of what was asked for, in words for a person. */
class ApiError extends Error {
  constructor(status, body) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? 0;
  }
}

function unreachable() {
  throw new Error(t("unreachable"));
}

export class Rest {
  #token;

  constructor(token) {
    this.#token = token;
  }

  get(path) {
    return this.#send("GET", path);
  }

  post(path, body, files) {
    return this.#send("POST", path, body, files);
  }

  patch(path, body) {
    return this.#send("PATCH", path, body);
  }

  put(path, body) {
    return this.#send("PUT", path, body);
  }

  delete(path) {
    return this.#send("DELETE", path);
  }

  async #send(method, path, body, files = []) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(API + path, { method, ...this.#payload(body, files) }).catch(unreachable);
      if (response.status === 429 && attempt < ATTEMPTS) {
        const { retry_after: seconds = 1 } = await response.json().catch(() => ({}));
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        continue;
      }
      const answer = response.status === 204 ? null : await response.json().catch(() => null);
      if (!response.ok) throw new ApiError(response.status, answer);
      return answer;
    }
  }

  #payload(body, files) {
    const headers = { Authorization: this.#token };
    if (files.length === 0) {
      if (body === undefined) return { headers };
      return { headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
    }
    const form = new FormData();
    form.append("payload_json", JSON.stringify(body));
    files.forEach((file, index) => form.append(`files[${index}]`, file, file.name));
    return { headers, body: form };
  }
}

/** What the playground tells the page itself: who can be played, and where to begin. */
export async function playground(what) {
  const response = await fetch(`/playground/${what}`);
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new ApiError(response.status, answer);
  return answer;
}
