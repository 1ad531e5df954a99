#!/usr/bin/env python3
"""Fills in messages of a bundle made by `campaignctl export`: the standard library alone, to copy or to translate.

    substitute.py substitution.json     checks itself against the golden vectors
"""

import copy
import json
import re
import sys
import unicodedata
from urllib.parse import quote

HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def message_object(message, params, secrets):
    """The message object of a request to /messages/send."""
    content = copy.deepcopy(message["content"])
    for substitution in message["substitutions"]:
        *way, last = [step(key) for key in substitution["at"].split("/")[1:]]
        place = content
        for key in way:
            place = place[index(place, key)]
        place[index(place, last)] = joined(substitution["segments"], params, secrets)
    return {"message_variation_id": message["message_variation_id"], **content}


def joined(segments, params, secrets):
    """The parts of a text as one text, or the value that stands for the whole of it."""
    if len(segments) == 1 and segments[0].get("escape") == "typed":
        return params[segments[0]["param"]]
    return "".join(part(segment, params, secrets) for segment in segments)


def part(segment, params, secrets):
    if "literal" in segment:
        return segment["literal"]
    value = params[segment["param"]] if "param" in segment else secrets[segment["secret"]]
    return without_liquid(escaped(value, segment["escape"]))


def escaped(value, escape):
    """A value as its place needs it, Liquid aside."""
    text = value if isinstance(value, str) else as_json(value)
    if escape == "plain":
        return text
    if escape == "header":
        if any(unicodedata.category(character) == "Cc" for character in text):
            raise ValueError("a header takes no line break or control character")
        return text
    if escape == "html":
        return "".join(HTML.get(character, character) for character in text)
    if escape == "url":
        return quote(text, safe="-._~")
    if escape == "json_string":
        return as_json(text)[1:-1]
    if escape == "json_value":
        return as_json(value)
    raise ValueError(f"this program does not know the escape {escape}")


def without_liquid(text):
    """Braze runs Liquid on what it gets: a brace that would open something is printed by Liquid."""
    return re.sub(r"\{(?=[{%]|\Z)", "{{ '{' }}", text)


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def step(key):
    return key.replace("~1", "/").replace("~0", "~")


def index(place, key):
    return int(key) if isinstance(place, list) else key


def check(vectors):
    """How many cases come out byte for byte."""
    count = 0
    for vector in vectors:
        message = {"message_variation_id": "variation-1", **vector}
        for case in vector["cases"]:
            try:
                found = as_json(message_object(message, case["params"], case["secrets"]))
            except ValueError as refused:
                found = None if "refused" in case else f"refused: {refused}"
            assert found == case.get("message"), f"{vector['name']}:\n{found}\n{case.get('message')}"
            count += 1
    return count


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(f"{check(json.load(file)['vectors'])} cases: all as they should be")
