// Reads YAML with `yaml` and checks it against a schema with `ajv`: neither shares a line with us.
//
// Standard input: [{"text": "…", "schema": "schemas/x.schema.json" or nothing}, …]. Standard output,
// for each: {"documents": […], "problems": […]}, the problems of reading and of the schema.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(`${root}tests/components/node/`);
const { Ajv2020 } = require("ajv/dist/2020.js");
const { parseAllDocuments } = require("yaml");

// Unknown keywords are those that only editors know.
const ajv = new Ajv2020({ strict: false, allErrors: true });
const compiled = new Map();

function validator(schema) {
  if (!compiled.has(schema)) {
    compiled.set(schema, ajv.compile(JSON.parse(readFileSync(root + schema, "utf8"))));
  }
  return compiled.get(schema);
}

function check({ text, schema }) {
  const documents = [];
  const problems = [];
  for (const document of parseAllDocuments(text, { merge: true, uniqueKeys: true })) {
    problems.push(...document.errors.map((error) => error.message));
    const value = document.toJS();
    documents.push(value);
    if (schema && !validator(schema)(value)) {
      const errors = validator(schema).errors;
      problems.push(...errors.map((error) => `${error.instancePath} ${error.message}`));
    }
  }
  return { documents, problems };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(check)));
