#!/usr/bin/env python3
"""Vectors of a vector-quantised Model2Vec model with a Unigram tokenizer, for evaluations with 'cachesafety sweep --embedder FILE'.

usage: cachesafety sweep --texts | model2vec.py MODEL.safetensors TOKENIZER.json > vectors.jsonl

Standard library only. A text's vector is the mean of its tokens' weighted centroids.
"""
import json
import math
import re
import struct
import sys
import unicodedata

UNKNOWN_PENALTY = 10.0


def load(path):
    with open(path, "rb") as file:
        head = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()

    def values(name, letter):
        start, end = head[name]["data_offsets"]
        return struct.unpack(f"<{(end - start) // struct.calcsize(letter)}{letter}", data[start:end])

    size = head["embeddings"]["shape"][1]
    flat = values("embeddings", "f")
    centroids = [flat[i:i + size] for i in range(0, len(flat), size)]
    return values("weights", "d"), centroids, values("mapping", "i")


def normalize(text):
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    text = "".join(f" {c} " if "\u4e00" <= c <= "\u9fff" else c for c in text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn").lower()
    text = re.sub(r"([!-/:-@\[-`{-~])", r" \1 ", text)
    return re.sub(r"\s+", " ", text).strip()


def tokenize(text, scores, longest, unknown):
    """The most likely cut (Viterbi)."""
    text = "\u2581" + text.replace(" ", "\u2581")
    worst = min(scores.values(), key=lambda score: score[1])[1] - UNKNOWN_PENALTY
    best = [(0.0, 0, unknown)] + [(-math.inf, 0, unknown)] * len(text)
    for start in range(len(text)):
        known = False
        for end in range(start + 1, min(len(text), start + longest) + 1):
            found = scores.get(text[start:end])
            if found is not None:
                known = known or end == start + 1
                score = best[start][0] + found[1]
                if score > best[end][0]:
                    best[end] = (score, start, found[0])
        if not known and best[start][0] + worst > best[start + 1][0]:
            best[start + 1] = (best[start][0] + worst, start, unknown)
    tokens, end = [], len(text)
    while end > 0:
        tokens.append(best[end][2])
        end = best[end][1]
    return [token for token in tokens if token != unknown]


def main():
    weights, centroids, mapping = load(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        model = json.load(file)["model"]
    scores = {token: (number, score) for number, (token, score) in enumerate(model["vocab"])}
    longest = max(len(token) for token in scores)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        vector = [0.0] * len(centroids[0])
        tokens = tokenize(normalize(text), scores, longest, model["unk_id"])
        for token in tokens:
            for place, value in enumerate(centroids[mapping[token]]):
                vector[place] += weights[token] * value / len(tokens)
        print(json.dumps({"text": text, "vector": vector}, ensure_ascii=False))


main()
