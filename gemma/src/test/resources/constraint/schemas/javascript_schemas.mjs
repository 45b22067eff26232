// Writes the schemas that JavaScript's libraries make of the same kinds of types, one JSON object a line.
import { z } from "zod";
import { z as z3 } from "zod3";
import { zodToJsonSchema } from "zod-to-json-schema";
import { Type } from "@sinclair/typebox";
import * as v from "valibot";
import { toJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";

const print = (name, schema) => console.log(JSON.stringify({ name, schema }));

const strings = (z) => ({
  email: z.string().email(), uuid: z.string().uuid(), cuid: z.string().cuid(), cuid2: z.string().cuid2(),
  ulid: z.string().ulid(), url: z.string().url(), datetime: z.string().datetime(),
  offset: z.string().datetime({ offset: true }), date: z.string().date(), time: z.string().time(),
  duration: z.string().duration(), base64: z.string().base64(), nanoid: z.string().nanoid(),
  starts: z.string().startsWith("ab."), ends: z.string().endsWith("z"), includes: z.string().includes("-x-"),
  trimmed: z.string().min(1).max(8).regex(/^\S+$/), emoji: z.string().emoji(),
});
for (const [key, schema] of Object.entries(strings(z))) print(`zod 4 ${key}`, z.toJSONSchema(z.object({ [key]: schema })));
for (const [key, schema] of Object.entries(strings(z3))) print(`zod 3 ${key}`, zodToJsonSchema(z3.object({ [key]: schema })));
for (const [key, schema] of Object.entries({
  ipv4: z.ipv4(), ipv6: z.ipv6(), cidrv4: z.cidrv4(), cidrv6: z.cidrv6(), hostname: z.hostname(), e164: z.e164(), jwt: z.jwt(), base64url: z.base64url(), guid: z.guid(),
  html5: z.email({ pattern: z.regexes.html5Email }), rfc5322: z.email({ pattern: z.regexes.rfc5322Email }),
  unicode: z.email({ pattern: z.regexes.unicodeEmail }), httpUrl: z.httpUrl(), hex: z.hex(), mac: z.mac(), xid: z.xid(), ksuid: z.ksuid(), uuidv7: z.uuidv7(),
  template: z.templateLiteral(["id-", z.number().int(), "-", z.enum(["a", "b"])]), lower: z.string().lowercase(), sb: z.stringbool(),
})) { try { print(`zod 4 ${key}`, z.toJSONSchema(z.object({ [key]: schema }), {io: "input"})); } catch (e) { console.error(key, e.message); } }

const shapes = (z) => z.object({
  int: z.number().int(), positive: z.number().positive().max(10), nullable: z.string().nullable(), optional: z.boolean().optional(),
  nullish: z.number().nullish(), literal: z.literal(3), enumerated: z.enum(["a", "b"]), tuple: z.tuple([z.string(), z.boolean()]),
  open: z.tuple([z.boolean()]).rest(z.null()), record: z.record(z.string(), z.boolean()), byEnum: z.record(z.enum(["x", "y"]), z.boolean()),
  set: z.array(z.boolean()).min(1).max(2), union: z.union([z.string(), z.number()]), any: z.any(), unknown: z.unknown(), withDefault: z.string().default("d").describe("text"),
  both: z.object({ a: z.boolean() }).and(z.object({ b: z.boolean() })),
  choice: z.discriminatedUnion("kind", [z.object({ kind: z.literal("a"), n: z.boolean() }), z.object({ kind: z.literal("b"), s: z.null() })]),
});
print("zod 4 shapes", z.toJSONSchema(shapes(z)));
print("zod 4 shapes draft-7", z.toJSONSchema(shapes(z), { target: "draft-7" }));
print("zod 4 shapes openapi-3.0", z.toJSONSchema(shapes(z), { target: "openapi-3.0" }));
print("zod 4 shapes input", z.toJSONSchema(shapes(z), { io: "input" }));
print("zod 3 shapes", zodToJsonSchema(shapes(z3)));
print("zod 3 shapes openAi", zodToJsonSchema(shapes(z3), { target: "openAi" }));
print("zod 3 shapes openApi3", zodToJsonSchema(shapes(z3), { target: "openApi3" }));
print("zod 3 set", zodToJsonSchema(z3.object({ s: z3.set(z3.enum(["a", "b", "c"])) })));
const Category = z.object({ name: z.string(), get subcategories() { return z.array(Category); } }).meta({ id: "Category", title: "A category" });
print("zod 4 recursive", z.toJSONSchema(z.object({ root: Category })));
print("zod 4 int32", z.toJSONSchema(z.object({ a: z.int32(), b: z.uint32(), c: z.float32(), d: z.int() })));
const lazy3 = z3.object({ name: z3.string(), kids: z3.lazy(() => z3.array(lazy3)) });
print("zod 3 recursive", zodToJsonSchema(lazy3, "Tree"));
print("zod 4 never", z.toJSONSchema(z.object({ a: z.never().optional(), b: z.null() })));

const Plain = Type.Object({
  id: Type.String({ format: "uuid" }), n: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })), tuple: Type.Tuple([Type.Boolean(), Type.Null()]),
  record: Type.Record(Type.String(), Type.Boolean()), numbered: Type.Record(Type.Number(), Type.Boolean()), picked: Type.Record(Type.Union([Type.Literal("a"), Type.Literal("b")]), Type.Null()),
  literal: Type.Union([Type.Literal("x"), Type.Literal("y")]), template: Type.TemplateLiteral("on${'a'|'b'}"), set: Type.Array(Type.Union([Type.Literal(1), Type.Literal(2)]), { uniqueItems: true }),
  both: Type.Intersect([Type.Object({ a: Type.Null() }), Type.Object({ b: Type.Null() })]), date: Type.String({ format: "date-time" }),
}, { additionalProperties: false });
print("typebox plain", Plain);
print("typebox recursive", Type.Recursive((This) => Type.Object({ id: Type.Boolean(), nodes: Type.Array(This) }), { $id: "Node" }));
print("typebox never", Type.Object({ a: Type.Optional(Type.Never()) }));
print("typebox unevaluated", Type.Intersect([Type.Object({ a: Type.Null() }), Type.Object({ b: Type.Null() })], { unevaluatedProperties: false }));

print("valibot", toJsonSchema(v.object({
  email: v.pipe(v.string(), v.email()), n: v.pipe(v.number(), v.integer(), v.minValue(1)), maybe: v.nullable(v.string()), opt: v.optional(v.boolean()),
  pick: v.picklist(["a", "b"]), tuple: v.strictTuple([v.boolean(), v.null()]), record: v.record(v.string(), v.boolean()),
  variant: v.variant("t", [v.object({ t: v.literal("a") }), v.object({ t: v.literal("b"), c: v.null() })]), uuid: v.pipe(v.string(), v.uuid()), ip: v.pipe(v.string(), v.ipv4()),
})));
print("arktype", type({ name: "string > 0", "age?": "number.integer >= 0", email: "string.email", tags: "'a' | 'b'", uuid: "string.uuid" }).toJsonSchema());

print("ajv style", { $schema: "http://json-schema.org/draft-07/schema#", $id: "https://example.com/ajv.json", type: "object",
  required: ["kind"], discriminator: { propertyName: "kind" }, oneOf: [
    { properties: { kind: { const: "a" }, v: { type: "string", format: "date" } } }, { properties: { kind: { enum: ["b", "c"] } } }],
});
