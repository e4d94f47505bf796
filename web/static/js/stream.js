// Asks the server. Yields [event, data] as server-sent events arrive; falls back to one plain answer.

export class Refused extends Error {
  constructor(message, id = "") {
    super(message);
    this.id = id; // of the request, for whoever reads the log
  }
}
export class Lost extends Error {}

const post = (path, body, signal) => fetch(path, {
  method: "POST", signal, body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" },
});

export async function* ask(body, signal) {
  const response = await reach(() => post("/api/answer/stream", body, signal));
  if ([404, 405, 406, 501].includes(response.status)) {
    yield ["done", await whole(await reach(() => post("/api/answer", body, signal)))];
    return;
  }
  if (!response.ok) throw await refusal(response);
  let finished = false;
  try {
    for await (const [event, data] of events(response.body)) {
      if (event === "error") throw new Refused(data.error?.message ?? data.message ?? "", data.request_id);
      finished ||= event === "done";
      yield [event, data];
    }
  } catch (error) {
    throw error instanceof Refused || error.name === "AbortError" ? error : new Lost();
  }
  if (!finished) throw new Lost();
}

async function reach(request) {
  try {
    return await request();
  } catch (error) {
    throw error.name === "AbortError" ? error : new Lost();
  }
}

async function whole(response) {
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function refusal(response) {
  const reply = await response.json().catch(() => ({}));
  return new Refused(reply.error?.message ?? "", reply.request_id ?? response.headers.get("X-Request-Id") ?? "");
}

// Reads an event stream whatever the cuts between its chunks. Only \n, \r\n and \r end a line.
export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "", name = "message", data = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      const held = rest.endsWith("\r") ? 1 : 0; // may be the first half of \r\n
      const lines = rest.slice(0, rest.length - held).split(/\r\n|\n|\r/);
      rest = lines.pop() + rest.slice(rest.length - held);
      for (const line of lines) {
        if (line === "") {
          if (data.length) yield [name, JSON.parse(data.join("\n"))];
          [name, data] = ["message", []];
        } else if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
