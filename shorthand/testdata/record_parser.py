"""Records in parser.jsonl, beside this file, what the AWS CLI's own shorthand
parser makes of texts: some written by hand, most of them made at random. Run it
with the Python that has awscli. One object a line:

    {"in": text, "out": value}
    {"in": text, "expected": token, "received": token, "index": i}
    {"in": text, "duplicate": key, "index": i}

An index counts code points. A row has "dropped": true where the parser, having
failed to read one more value of a list, went back to a comma inside that value,
so that what stands before that comma is lost. No text reads files (@=).
"""

import json
import pathlib
import random
import re

from awscli import shorthand

LIMIT = 40  # code points of a random text
ACCEPTED = REFUSED = 1250  # how many of each
PER_ERROR = 100  # how many of the refused ones expect and receive the same

# Texts that show one rule each, in the places a value can stand in.
PLACES = ["a=%s", "a=%s,c=d", "a=b,%s", "a=[%s]", "a={b=%s}"]
VALUES = [
    "", " ", "x", " x ", "x y", "x\n", "\tx", "\u00a0x\u00a0", "\u3000", "x\x1f", "\x1cx",
    "x\u2028", "x\u200b", "\u00e9", "\u65e5\u672c", "\uffff", "\ue000", "\ufeff", "\U0001f600",
    "x\U0001f600", "\x00", "x\x01", "\x7f", "\x85", "=", "=x", "x=", "x=y", "x==y", "[", "]", "{",
    "}", "x[", "x]", "x{y}", "[x]", "{x=y}", "[]", "{}", "]x", "}x", r"\,", r"x\,", r"x\,y", r"\\,",
    r"x\\,y", "\\", r"x\y", r"\n", r"\=", r"\"", r"\'", '""', "''", '"x"', "'x'", '"x,y"', "'[x]'",
    '"x\ny"', '"\U0001d7d7\x00"', ' "x" ', '"x"y', 'x"y"', "it's", '"it\'s"', '"', "'", '"x', "'x",
    "\"x'", r'"x\"y"', r"'x\'y'", r'"\""', r'"x\"', r"'\'", r'"\\"', r'"x\\"', r"'x\\'", r'"\\\""',
    r'"x\\\"y"', r'"x\\\\y"', r'"\,"', r"'\n\"'", r'"\'"', r'"x\\","y"', r'"x\\",y="z"',
]
WHOLE = [
    "", " ", "\n", ",", "=", "==", "@", "a", "a ", " a=b", "\na=b", "\u00a0a=b", "\ufeffa=b",
    "a@b=1", "a @", "=b", "=,=", "a =b", "a\n=\tb", "a\u00a0=b", "-a=b", "a-b_c.d#e/f:g=h", "0=1",
    "\u00e9=b", "a+b=c", "a*=b", '"a"=b', "a b=c", "a=b c=d", "a=b;c=d", "a=b\nc=d", "a=b,",
    "a=b, ", "a=b,,", "a=b,,c=d", "a=b,,,c=d", ",a=b", "a=,", "a=,,", "a=,b", "a=,b=", "a=,,b=",
    "a=, ,b=c", "a=b,c", "a=b,c,", "a=b,c,,", "a=b,c,d=e", "a=b,c,,d=e", "a=b,c,,d", "a=b,c=",
    "a=b,=c", "a=b,c d=e", "a=b,c\u00e9=d", "a=b,c=d=e", "a=b,c,d,e=f,g", "a=b,c,,d=e,f,g=h",
    "a=b,a=c", "a=b,c=d,a=e", "a=b , a=c", "a=b,c,a=d", "a=b,a", "a=[b],a={}", "=,=b",
    "a={b=c,b=d}", "a={b=c,d=e,b=[f]}", r"a=b,c\,d=e", r"a=b,c\,d,e=f", r"a=b\,c=d", r"a=b,\,c=d",
    "a=b,'c,d=e'", "a=b,'c,d='e'", 'a=b,"c,d"=e', 'a=b,"c,d=e', 'a=b,"c"d', 'a="b",c', 'a="b",c=d',
    "a=b,[c]", "a=b,{c=d}", "a=b,]", "a=b,c]", "a=b,}c", "a=b],c", "a=[b],c", "a=[b]c", "a=[b] ",
    "a=[b]\n", "a=[b] ,c=d", "a=[b],", "a=[b],,c=d", "a={}", "a={ }", "a={} ", "a=[", "a=[b",
    "a=[b,", "a=[b,c", "a=[,]", "a=[,,]", "a=[b,]", "a=[b,,]", "a=[,b]", "a=[b,,c]", "a=[ b , c ]",
    "a=[b c]", "a=[b=c,d]", "a=[b}", "a=[}]", "a=[b,}]", "a=[b]]", "a=[[]]", "a=[[b],c]",
    "a=[[b],[c,d]]", "a=[{b=c},d]", "a=[b{]", "a=[=]", "a={", "a={b", "a={b=", "a={b=c", "a={b=c,",
    "a={b=}", "a={b=}}", "a={b=}}}", "a={b= }", "a={b=,}", "a={b=,c=}", "a={b=c,}", "a={b=c,,}",
    "a={,b=c}", "a={,}", "a={b}", "a={b,c}", "a={=}", "a={=c}", "a={b=c]", "a={b=c}}", "a={b=c,d}",
    "a={b=c,d,e=f}", "a={b={c=d}}", "a={b=[c,d],e=f}", "a={b=[c}", "a={b={}", 'a={"b"=c}',
    "a={ b = c , d = e }", "a={\n\tb=c\n}", "a={\u00a0b=c}", "a={b=c\u00a0}", "{a=b}", "[a=b]",
    "a:b", "a=>b", "a=<b=[c]>", "a=<b={c=d}>", "a=b|c", "a=$b", "a=${b}", "a=b#c", "a=b,#c=d",
    "a=b,:=d",
]

# Pieces of random texts.
KEYS = ["a", "b", "c", "Aa", "k-1", "x_y", "n.m", "0", "#", "p:q", "u/v", ""]
BLANKS = [" ", "\n", "\t", "\r", "\x0b", "\x0c", "  "]
ODD = [*"\u00a0\u2003\u3000\u2028\x85\x1c\x1f", *"\x00\x01\x08\x7f\u200b\ufeff"]
ODD += [*"\u00e9\u65e5\uffff\U0001f600\U0001d7d7", *"@!<>~|-*;&"]
ESCAPES = ["\\", "\\\\", "\\,", '\\"', "\\'", "\\=", "\\n", "\\]", '\\\\"', "\\\\,"]
TOKENS = list("=,[]{}'\"") + [",,", "={", "=[", "]}", "}}", '""', "''", "a=", ",b="]
LETTERS = ["x", "y", "zz", "1", "q r", "s", "t", "=", "."]

rng = random.Random(20181)


def maybe(share, pieces):
    return rng.choice(pieces) if rng.random() < share else ""


def some(*kinds):
    return "".join(rng.choice(rng.choice(kinds)) for _ in range(rng.randrange(4)))


def scalar():
    kind = rng.random()
    if kind < 0.15:
        return '"' + some(LETTERS, ODD, ESCAPES, TOKENS[:5]) + '"'
    if kind < 0.3:
        return "'" + some(LETTERS, ODD, ESCAPES, TOKENS[:5]) + "'"
    return some(LETTERS, LETTERS, LETTERS, ODD, ESCAPES)


def spaced(token):
    return maybe(0.06, BLANKS) + token + maybe(0.06, BLANKS)


def joined(n, part, *args):
    return spaced(",").join(part(*args) for _ in range(n))


def value(depth):
    kind = rng.random()
    if depth < 3 and kind < 0.25:
        return spaced("[") + joined(rng.randrange(4), value, depth + 1) + "]"
    if depth < 3 and kind < 0.5:
        return spaced("{") + joined(rng.randrange(3), pair, depth + 1) + "}"
    if depth == 0 and kind < 0.75:
        return joined(rng.randrange(2, 4), scalar)
    return scalar()


def pair(depth):
    return rng.choice(KEYS) + spaced("=") + value(depth)


def mutated(text):
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        i = rng.randrange(len(text) + 1)
        j = min(len(text), i + rng.randrange(3))
        piece = maybe(0.7, rng.choice([TOKENS, ESCAPES, BLANKS, ODD, LETTERS]))
        text = text[:i] + piece + text[j:]
    return text


class Parser(shorthand.ShorthandParser):
    """The CLI's parser, which also tells whether it dropped text."""

    comma = -1
    dropped = False

    def _expect(self, char, consume_whitespace=False):
        super()._expect(char, consume_whitespace)
        if char == ",":
            self.comma = self._input_value.rindex(",", 0, self._index)

    def _backtrack_to(self, char):
        failed = self._index
        super()._backtrack_to(char)
        self.dropped |= self.comma < self._index < failed


def record(text):
    parser = Parser()
    row = {"in": text}
    try:
        row["out"] = parser.parse(text)
    except shorthand.ShorthandParseSyntaxError as e:
        row |= {"expected": e.expected, "received": e.actual, "index": e.index}
    except shorthand.DuplicateKeyInObjectError as e:
        row |= {"duplicate": e.key, "index": e.index}
    if parser.dropped:
        row["dropped"] = True
    return row


def written():
    yield from WHOLE
    for v in VALUES:
        for place in PLACES:
            yield place % v


def random_texts():
    while True:
        yield mutated(joined(rng.randrange(1, 4), pair, 0))


def main():
    rows = {text: record(text) for text in written()}
    accepted = sum("out" in row for row in rows.values())
    refused = len(rows) - accepted
    errors = {}
    for text in random_texts():
        if accepted >= ACCEPTED and refused >= REFUSED:
            break
        if text in rows or len(text) > LIMIT or re.search(r"@\s*=", text):
            continue
        row = record(text)
        if "out" in row:
            if accepted >= ACCEPTED:
                continue
            accepted += 1
        else:
            error = row.get("expected"), row.get("received")
            errors[error] = errors.get(error, 0) + 1
            if refused >= REFUSED or errors[error] > PER_ERROR:
                continue
            refused += 1
        rows[text] = row
    lines = [json.dumps(row, separators=(",", ":")) + "\n" for row in rows.values()]
    pathlib.Path(__file__).with_name("parser.jsonl").write_bytes("".join(lines).encode())


main()
