"""Writes request-fields.jsonl: one line for each member of a chat or embeddings request, at any depth and in any variant, with two values.

    python3 request-fields.py SCHEMA > request-fields.jsonl

SCHEMA is a JSON Schema whose $defs are the components of OpenAI's published API description (github.com/openai/openai-openapi, commit
f85dbe2, MIT licence), spec 2.3.0. Only names and enumerated values are taken from it.
"""
import json, sys

DEFS = json.load(open(sys.argv[1]))["$defs"]
HOLE = "<>"

def flat(schema):
    """The schema with references and allOf resolved, one level."""
    while "$ref" in schema:
        schema = {**DEFS[schema["$ref"].split("/")[-1]], **{k: v for k, v in schema.items() if k != "$ref"}}
    if "allOf" in schema:
        merged = {k: v for k, v in schema.items() if k != "allOf"}
        for part in schema["allOf"]:
            part = flat(part)
            for k, v in part.items():
                if k == "properties":
                    merged["properties"] = {**merged.get("properties", {}), **v}
                elif k == "required":
                    merged["required"] = merged.get("required", []) + v
                else:
                    merged.setdefault(k, v)
        schema = merged
    return schema

def variants(schema):
    schema = flat(schema)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return [v for s in schema[key] for v in variants(s)]
    kind = schema.get("type")
    if isinstance(kind, list):
        return [v for k in kind for v in variants({**schema, "type": k})]
    return [schema]

def values(schema):
    """A few different legal values, smallest first."""
    out = []
    for v in variants(schema):
        kind = v.get("type")
        if "const" in v: out.append(v["const"])
        elif "enum" in v: out += v["enum"][:3]
        elif kind == "null": out.append(None)
        elif kind == "boolean": out += [True, False]
        elif kind == "integer": lo = v.get("minimum", 1); out += [lo, lo + 1]
        elif kind == "number": out += [0.25, 0.5]
        elif kind == "string": out += ["a", "b"]
        elif kind == "array": item = values(v["items"]); out += [[item[0]], [item[0], item[-1]]]
        else:
            one = minimal(v)
            out.append(one)
            if not v.get("properties"): out.append({**one, "extra": 1})
    seen = []
    for o in out:
        if o not in seen: seen.append(o)
    return seen

def minimal(schema):
    return {name: values(schema["properties"][name])[0] for name in dict.fromkeys(schema.get("required", [])) if name in schema.get("properties", {})}

lines, seen = [], set()

def emit(op, path, request, vals):
    shown = json.dumps([op, path, vals[:2], request], ensure_ascii=False)
    key = (op, path, shown)
    if len(vals) > 1 and key not in seen:
        seen.add(key)
        lines.append(json.dumps({"operation": op, "path": path, "request": request, "values": vals[:2]}, ensure_ascii=False, separators=(",", ":")))

def walk(op, schema, path, wrap, depth):
    if depth > 7: return
    for v in variants(schema):
        kind = v.get("type")
        if kind == "array":
            walk(op, v["items"], path + "[]", lambda x, wrap=wrap: wrap([x]), depth + 1)
        elif kind == "object" or "properties" in v:
            base = minimal(v)
            name_of = base.get("type") or base.get("role")
            here = path + (f"({name_of})" if isinstance(name_of, str) and path else "")
            for name, sub in v.get("properties", {}).items():
                inner = lambda x, base=base, name=name, wrap=wrap: wrap({**base, name: x})
                vals = values(sub)
                if len(vals) == 1 and isinstance(vals[0], str): vals = [vals[0], vals[0] + "_other"]
                if len(vals) == 1: vals = [vals[0], None]
                emit(op, f"{here}.{name}".lstrip("."), inner(HOLE), vals)
                walk(op, sub, f"{here}.{name}".lstrip("."), inner, depth + 1)
            if depth < 6:
                emit(op, f"{here}.x_unknown".lstrip("."), wrap({**base, "x_unknown": HOLE}), [1, {"nested": [True, "a"]}])
        elif path.endswith("[]"):
            emit(op, path, wrap(HOLE), values(v) if len(values(v)) > 1 else values(v) + [None])

def request(op, schema):
    walk(op, {"$ref": "#/$defs/" + schema}, "", lambda x: x, 0)

request("chat", "CreateChatCompletionRequest")
request("embeddings", "CreateEmbeddingRequest")
print("\n".join(lines))
