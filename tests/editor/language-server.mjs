// Asks the real yaml-language-server what an editor would ask it, and prints its answers.
//
// Standard input: {"file": "campaigns/x.yaml", "text": "…", "ask": [{"about": "completion" or "hover",
// "line": 0, "character": 0}, …]}, the places counted from 0 as editors do. Standard output:
// {"diagnostics": […], "answers": […]}.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `${root}tests/components/node/node_modules/yaml-language-server/bin/yaml-language-server`;
const settings = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
};

const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
setTimeout(() => {
  console.error("the language server does not answer");
  server.kill();
  process.exit(1);
}, 60_000).unref();
const waiting = new Map();
let published = () => {};
let number = 0;
let received = Buffer.alloc(0);

server.stdout.on("data", (chunk) => {
  received = Buffer.concat([received, chunk]);
  for (;;) {
    const header = received.indexOf("\r\n\r\n");
    if (header < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, header).toString())[1]);
    if (received.length < header + 4 + length) return;
    take(JSON.parse(received.subarray(header + 4, header + 4 + length)));
    received = received.subarray(header + 4 + length);
  }
});

function take(message) {
  if (message.method === "workspace/configuration") {
    const result = message.params.items.map(({ section }) => settings[section] ?? {});
    write({ id: message.id, result });
  } else if (message.method === "textDocument/publishDiagnostics") {
    published(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    write({ id: message.id, result: null });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result ?? null);
    waiting.delete(message.id);
  }
}

function write(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function request(method, params) {
  const id = ++number;
  write({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const { file, text, ask } = JSON.parse(readFileSync(0, "utf8"));
const uri = pathToFileURL(root + file).href;
const rootUri = pathToFileURL(root).href;
await request("initialize", {
  processId: process.pid,
  rootUri,
  workspaceFolders: [{ uri: rootUri, name: "project" }],
  capabilities: {
    textDocument: {
      completion: { completionItem: { documentationFormat: ["markdown"], snippetSupport: false } },
      hover: { contentFormat: ["markdown"] },
    },
    workspace: { configuration: true },
  },
});
write({ method: "initialized", params: {} });
write({ method: "workspace/didChangeConfiguration", params: { settings } });

const diagnostics = await new Promise((resolve) => {
  published = resolve;
  write({
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
  });
});
const answers = [];
for (const { about, line, character } of ask) {
  const at = { textDocument: { uri }, position: { line, character } };
  answers.push(await request(`textDocument/${about}`, at));
}
console.log(JSON.stringify({ diagnostics, answers }));
server.kill();
