#!/usr/bin/env python3
"""Find British spellings and the phrases of words.md in everything that people read.

    words_check.py [--words words.md] [--allow FILE] [--stats] FILE_OR_FOLDER…
    words_check.py --html URL…

Prints `file:line: phrase -> suggestion`; exits 1 if there is any, 2 if a file can't be read.
Checked: templates, Python string literals, docstrings and comments, Markdown, JSON texts, CSS and
JavaScript comments and strings. The names of functions, values, and CSS classes are checked for
British spellings only. Not checked: `code in backticks`, URLs, proper names, and the keys in
NOT_OURS. A line of the allow file is a phrase to ignore everywhere, or `path-suffix: phrase` to
ignore it in one file; `#` starts a comment.
"""

import argparse
import ast
import html
import io
import json
import re
import sys
import tokenize
import urllib.request
from bisect import bisect_right
from collections import Counter
from functools import cache
from pathlib import Path

TEMPLATES = {".html", ".htm", ".jinja", ".j2", ".txt"}
SUFFIXES = TEMPLATES | {".py", ".md", ".json", ".jsonl", ".css", ".js", ".toml"}
SKIPPED = {"migrations", "node_modules", "var", "vendor", "__pycache__", "staticfiles"}
# JSON keys whose values aren't our words.
NOT_OURS = {"url", "urls", "source", "sources", "website", "slug", "quote", "source_title"}
NOT_OURS |= {"name", "legal_name", "other_names", "synonyms"}
COLUMNS = 3  # of the table: where, what we wrote, what to write
READ_ATTRIBUTES = {"title", "aria-label", "alt", "placeholder", "content", "value", "label", "lang"}
INLINE = re.compile(r"</?(?:a|b|strong|em|i|span|small|abbr|time|sup|sub|bdi|code)\b")

ISE = """organis reorganis specialis decentralis centralis randomis commercialis summaris recognis
realis characteris prioritis minimis maximis optimis normalis standardis harmonis utilis digitis
authoris categoris customis emphasis finalis generalis initialis localis modernis penalis stabilis
visualis criticis apologis capitalis hospitalis immunis mobilis neutralis popularis publicis
serialis sterilis symbolis synthesis globalis crystallis itemis tokenis anonymis pseudonymis
personalis formalis legalis liberalis monopolis nationalis privatis rationalis scrutinis socialis
subsidis materialis equalis familiaris fertilis hypothesis industrialis internationalis marginalis
memoris metabolis oxidis parallelis polaris sensitis synchronis systematis theoris canonicalis
quantis sanitis economis unauthoris unrecognis"""
OUR = "behavi col discol fav hon lab neighb rum vap harb hum arm endeav flav od rig vig tum"
DOUBLED = "label relabel cancel travel model remodel signal channel fuel level total counsel equal"
# British -> American beginnings of words.
BEGINNINGS = """haemat:hemat haemo:hemo anaem:anem leukaem:leukem ischaem:ischem septicaem:septicem
hypoglycaem:hypoglycem hyperglycaem:hyperglycem glycaem:glycem anaesth:anesth paediat:pediat
orthopaed:orthoped gynaecolog:gynecolog oedema:edema oesoph:esoph oestrogen:estrogen
diarrhoea:diarrhea foetal:fetal foetus:fetus aetiolog:etiolog caesarean:cesarean apnoea:apnea
dyspnoea:dyspnea encyclopaed:encycloped manoeuvr:maneuver sceptic:skeptic aluminium:aluminum
speciality:specialty specialities:specialties"""
WHOLE = """centre:center centres:centers centred:centered metre:meter metres:meters
kilometre:kilometer kilometres:kilometers millimetre:millimeter millimetres:millimeters litre:liter
litres:liters fibre:fiber fibres:fibers theatre:theater theatres:theaters programme:program
programmes:programs licence:license licences:licenses practise:practice practised:practiced
practising:practicing defence:defense offence:offense pretence:pretense catalogue:catalog
catalogues:catalogs catalogued:cataloged enrol:enroll enrols:enrolls enrolment:enrollment
enrolments:enrollments fulfil:fulfill fulfils:fulfills fulfilment:fulfillment
instalment:installment distil:distill instil:instill grey:gray ageing:aging judgement:judgment
acknowledgement:acknowledgment whilst:while amongst:among learnt:learned spelt:spelled
towards:toward artefact:artifact artefacts:artifacts analyse:analyze analysed:analyzed
analysing:analyzing analyser:analyzer catalyse:catalyze paralyse:paralyze enquiry:inquiry
enquiries:inquiries enquire:inquire orientated:oriented postcode:ZIP&nbsp;code maths:math
modelling:modeling"""


def pairs(text):
    """Return the old words of a list with the new ones."""
    return dict(item.replace("&nbsp;", " ").split(":") for item in text.split())


BEGIN_MAP, WHOLE_MAP = pairs(BEGINNINGS), pairs(WHOLE)
BRITISH = re.compile(
    r"(?<![\w./@#$\\])(?:"
    rf"(?P<ise>(?:{'|'.join(ISE.split())})(?:e[sdr]?|ers|ing|ations?|ational|able))"
    rf"|(?P<our>(?:{'|'.join(OUR.split())})our[a-z]*)"
    rf"|(?P<ll>(?:un)?(?:{'|'.join(DOUBLED.split())})l(?:ed|ing|er|ers|or|ors))"
    rf"|(?P<begin>(?:{'|'.join(BEGIN_MAP)})[a-z]*)"
    rf"|(?P<whole>{'|'.join(sorted(WHOLE_MAP, key=len, reverse=True))})"
    r")(?![\w/@=(]|\.\w|-\w+:)",
    re.IGNORECASE,
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(\d\d?) ({MONTHS}) (\d{{4}})\b")
DATE_FORMAT = re.compile(r"\bj F Y(?=\b)|%-?d %B %Y")
CODE = re.compile(r"``.*?``|`[^`\n]*`|https?://\S+|\bwww\.\S+|\S+@\S+\.\w+", re.DOTALL)
SLUG = re.compile(r"[a-z0-9_.:/\-*%?=&#]*")


class Phrase:
    """A row of the table in words.md."""

    def __init__(self, where, old, new):
        self.where, self.new = where, new
        self.size, self.key = len(old), ""
        if old.startswith("/") and old.endswith("/"):
            pattern, self.size = old[1:-1], 0
        else:
            end = r"(?=\s*(?:[.,:;!?)\"]|\Z))" if old.endswith(".") else r"(?!\w)"
            pattern = re.escape(straight(old.rstrip(".")))
            plain = re.findall(r"[a-z]+(?![a-z*])", straight(old).lower())
            self.key = max(plain, key=len, default="")
            pattern = re.sub(r"(?:\\ )+", r"\\s+", pattern)
            pattern = pattern.replace(r"\*", r"\w*").replace("…", r"[^.!?]{0,70}?")
            pattern = rf"(?<!\w){pattern}{end}"
        anchored = rf"\s*{pattern}" if where == "open" else pattern
        self.found = re.compile(anchored, 0 if where == "open" else re.IGNORECASE)


def straight(text):
    """Return the text with straight quotes and plain spaces."""
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "})


def read_phrases(path):
    """The phrases of the table "We wrote -> write"; rows in italics are explanations."""
    for line in path.read_text("utf-8").splitlines():
        cells = [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        explains = any(cell.startswith("*") for cell in cells[1:])
        if len(cells) == COLUMNS and cells[0] in {"text", "code", "all", "open"} and not explains:
            yield Phrase(*cells)


def american(match):
    """The American spelling of a British word, in the case of the original."""
    word, kind = match.group(), match.lastgroup
    lower = word.lower()
    if kind == "ise":
        at = re.search(r"is(?=(e[sdr]?|ers|ing|ations?|ational|able)$)", lower).start()
        new = lower[:at] + "iz" + lower[at + 2 :]
    elif kind == "our":
        new = lower.replace("our", "or", 1)
    elif kind == "ll":
        new = re.sub(r"ll(?=\w+$)", "l", lower)
    elif kind == "begin":
        old = next(old for old in BEGIN_MAP if lower.startswith(old))
        new = BEGIN_MAP[old] + lower[len(old) :]
    else:
        new = WHOLE_MAP[lower]
    return new.capitalize() if word[0].isupper() else new


@cache
def is_british(word):
    """Return whether a word has a British spelling."""
    return word.lower() != "haemophilus" and bool(BRITISH.fullmatch(word))  # Latin names a genus


def is_proper_name(text, match):
    """Return whether a capitalized word is part of a name, such as Medical Centre Leeds."""
    if not match.group()[0].isupper():
        return False
    before, after = text[: match.start()], text[match.end() :]
    follows = re.match(r"[’'s]* +(?:(?:of|for|and|the) +)*[A-Z]", after)
    in_sentence = re.search(r"[\w,)”\"] *$", before)
    return bool(follows or in_sentence)


class Checker:
    """The phrases to look for, and the hits so far."""

    def __init__(self, phrases, allowed):
        self.phrases = sorted(phrases, key=lambda phrase: -phrase.size)  # longest match first
        self.allowed, self.hits, self.kinds = allowed, [], Counter()

    def check(self, path, line_of, text, kind):
        """Check a text; `kind` is text, code, or docstring; `line_of` maps an offset to a line."""
        if kind == "text" and SLUG.fullmatch(text.strip()):
            self.check_names(path, line_of, text)
            return
        text = straight(CODE.sub(lambda m: re.sub(r"[^\n]", "\0", m.group()), text))
        words = set(re.findall("[a-z]+", text.lower()))
        british = BRITISH.finditer(text) if any(map(is_british, words)) else ()
        taken = []
        for match in british:
            if not is_proper_name(text, match):
                taken.append(match.span())
                self.hit("british", path, line_of(match.start()), match.group(), american(match))
        self._check_dates(path, line_of, text)
        self._check_phrases(path, line_of, text, kind, taken)

    def check_names(self, path, line_of, text):
        """Check the spelling of each word in names like `snake_case`, `kebab-case`, `CamelCase`."""
        for match in re.finditer(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", CODE.sub(blank, text)):
            found = is_british(match.group()) and BRITISH.fullmatch(match.group())
            if found:
                self.hit("name", path, line_of(match.start()), match.group(), american(found))

    def _check_dates(self, path, line_of, text):
        for match in DATE.finditer(text):
            day, month, year = match.groups()
            self.hit("date", path, line_of(match.start()), match.group(), f"{month} {day}, {year}")
        for match in DATE_FORMAT.finditer(text):
            new = "F j, Y" if "j" in match.group() else "%B %-d, %Y"
            self.hit("date", path, line_of(match.start()), match.group(), new)

    def _check_phrases(self, path, line_of, text, kind, taken):
        lower, wheres = text.lower(), {"all", "text" if kind == "text" else "code"}
        for phrase in self.phrases:
            if phrase.key not in lower:
                continue
            if phrase.where in wheres:
                for match in phrase.found.finditer(text):
                    at, end = match.span()
                    if not any(a < end and at < b for a, b in taken):
                        taken.append((at, end))
                        self.hit("phrase", path, line_of(at), match.group(), phrase.new)
            elif phrase.where == "open" and kind == "docstring":
                match = phrase.found.match(text)
                if match:
                    self.hit("opening", path, line_of(match.end() - 1), match.group(), phrase.new)

    def hit(self, kind, path, line, old, new):
        """Record a hit, unless the allow file names it."""
        old = " ".join(old.replace("\0", "`").split())
        for suffix, phrase in self.allowed:
            if phrase == old.lower() and str(path).endswith(suffix):
                return
        self.kinds[kind] += 1
        self.hits.append((str(path), line, old, new))


def lines_in(text, first=1):
    """Return a function from an offset in a text to its line."""
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return lambda offset: first + bisect_right(starts, offset) - 1


def check_python(path, source, checker):
    """Check the strings, docstrings, and comments of a module."""
    lines = source.splitlines()
    nodes = list(ast.walk(ast.parse(source)))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            kind = "docstring" if id(node) in docstrings else "text"
            check_literal(path, node, lines, kind, checker)
    comment, first, last = [], 0, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            checker.check_names(path, lines_in("", token.start[0]), token.string)
        if token.type == tokenize.COMMENT:
            if comment and token.start[0] != last + 1:
                check_comment(path, "\n".join(comment), first, checker)
                comment = []
            first = first if comment else token.start[0]
            comment.append(re.sub(r"^#\s*(?:noqa[^-]*-?)?", "", token.string))
            last = token.start[0]
    check_comment(path, "\n".join(comment), first, checker)


def check_comment(path, text, first, checker):
    """Check a comment that starts on line `first`."""
    checker.check(path, lines_in(text, first), text, "code")


def check_literal(path, node, lines, kind, checker):
    """Check a string; a hit is on the source line that holds the words around it."""

    def line_of(offset):
        words = node.value[offset : offset + 40].split("\n")[0].split(" ")
        for size in (5, 3, 2, 1):
            wanted = straight(" ".join(words[:size]))
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                if wanted and wanted in straight(lines[number - 1]):
                    return number
        return node.lineno

    checker.check(path, line_of, node.value, kind)


def blank(match):
    """Replace a match by as many spaces, so that offsets and lines stay."""
    return re.sub(r"[^\n]", " ", match.group())


def read_tag(match):
    """Blank an HTML tag but for the attributes that people hear or see."""
    tag = match.group()
    out = re.sub(r"[^\n]", " ", tag)
    if not INLINE.match(tag):
        out = f"\0{out[1:]}"  # no phrase goes on in another paragraph
    for found in re.finditer(r"([\w-]+)=(\"[^\"]*\"|'[^']*')", tag):
        if found[1] in READ_ATTRIBUTES:
            start, end = found.start(2) + 1, found.end(2) - 1
            out = f"{out[:start]}{tag[start:end]}\0{out[end + 1 :]}"
    return out


def read_django(match):
    """Blank a template tag but for its quoted words, such as title="Therapeutic areas"."""
    tag = match.group()
    out = re.sub(r"[^\n]", " ", tag)
    for found in re.finditer(r"\"([^\"]* [^\"]*)\"|'([^']* [^']*)'", tag):
        start, end = found.start() + 1, found.end() - 1
        out = f"{out[:start]}{tag[start:end]}{out[end:]}"
    return out


def check_template(path, source, checker):
    """Check the texts, the attributes people read, and the comments of a template."""
    line_of = lines_in(source)
    comments = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
    for match in comments.finditer(source):
        check_comment(path, match.group(), line_of(match.start()), checker)
    text = comments.sub(blank, source)
    for match in re.finditer(r"\{%.*?%\}|\{\{.*?\}\}|(?:class|id)=\"[^\"]*\"", text, re.DOTALL):
        start = match.start()
        checker.check_names(path, lambda at, start=start: line_of(start + at), match.group())
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", read_django, text, flags=re.DOTALL)
    text = re.sub(r"<(style|script|code|pre|cite|q)\b.*?</\1>", blank, text, flags=re.DOTALL)
    text = re.sub(r"<[/a-zA-Z!][^<>]*>", read_tag, text, flags=re.DOTALL)
    checker.check(path, line_of, text, "text")


def check_markdown(path, source, checker):
    """Check Markdown, without code, addresses, and quotes."""
    text = re.sub(r"^(```|~~~).*?^\1", blank, source, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)|<[^<>]*>|[*_]{2,}|^\s*>.*$", blank, text, flags=re.MULTILINE)
    checker.check(path, lines_in(source), text, "text")


def check_json(path, source, checker):
    """Check the values of JSON, except those of keys in NOT_OURS."""
    key, depth_of_ours = "", []
    string = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(:?)|[\[\]{}]')
    line_of = lines_in(source)
    for match in string.finditer(source):
        token = match.group()
        if match.group(1) is None:
            if token in "[{":
                depth_of_ours.append(key)
            elif depth_of_ours:
                depth_of_ours.pop()
                key = ""
        elif match.group(2):
            key = match.group(1)
        elif not NOT_OURS & {key, *depth_of_ours}:
            value = json.loads(f'"{match.group(1)}"', strict=False)
            line = line_of(match.start())
            checker.check(path, lambda _, line=line: line, value, "text")


def check_script(path, source, checker):
    """Check the comments and strings of CSS, JavaScript and TOML."""
    line_of = lines_in(source)
    mark = r"#[^\n]*" if path.suffix == ".toml" else r"/\*.*?\*/|(?<![:\"'\w])//[^\n]*"
    for match in re.finditer(mark, source, re.DOTALL):
        check_comment(path, match.group(), line_of(match.start()), checker)
    text = re.sub(mark, blank, source, flags=re.DOTALL)
    if path.suffix in {".css", ".js"}:
        checker.check_names(path, line_of, text)
    if path.suffix == ".js":
        for match in re.finditer(r"\"([^\"\n]* [^\"\n]*)\"|`([^`]* [^`]*)`", text):
            words = re.sub(r"\$\{[^}]*\}", blank, match.group()[1:-1])
            checker.check(path, lines_in(words, line_of(match.start())), words, "text")


def check_url(url, checker):
    """Check a page of a running site."""
    with urllib.request.urlopen(url, timeout=30) as response:
        source = response.read().decode("utf-8", "replace")
    check_template(url, html.unescape(source), checker)


READERS = {".py": check_python, ".md": check_markdown, ".json": check_json, ".jsonl": check_json}
READERS |= dict.fromkeys(TEMPLATES, check_template)
READERS |= dict.fromkeys({".css", ".js", ".toml"}, check_script)


def files(names):
    """Yield the files to check among these files and folders."""
    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            parts = found.relative_to(path).parts
            hidden = any(part[0] == "." or part in SKIPPED for part in parts)
            if found.is_file() and found.suffix in SUFFIXES and not hidden:
                yield found


def read_allowed(path):
    """Pairs of a path suffix, "" for every file, and a phrase in lower case."""
    allowed = []
    for line in path.read_text("utf-8").splitlines() if path else ():
        text = line.partition("#")[0].strip()
        suffix, colon, phrase = text.partition(": ")
        if text:
            allowed.append((suffix, phrase.lower()) if colon else ("", text.lower()))
    return allowed


def main():
    """Check what the command line names. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--html", nargs="+", default=[], metavar="URL")
    parser.add_argument("--allow", type=Path, default=Path(__file__).with_name("words_allow.txt"))
    parser.add_argument("--words", type=Path, default=Path(__file__).with_name("words.md"))
    parser.add_argument("--stats", action="store_true", help="print counts by kind to stderr")
    options = parser.parse_args()
    checker = Checker(list(read_phrases(options.words)), read_allowed(options.allow))
    lists = {path.resolve() for path in (options.words, options.allow, Path(__file__))}
    failed = False
    for path in files(options.files):
        if path.resolve() in lists:
            continue
        try:
            reader = READERS.get(path.suffix, check_markdown)
            reader(path, path.read_text("utf-8"), checker)
        except (OSError, UnicodeDecodeError, SyntaxError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            failed = True
    for url in options.html:
        try:
            check_url(url, checker)
        except OSError as error:
            print(f"{url}: {error}", file=sys.stderr)
            failed = True
    for path, line, old, new in sorted(checker.hits):
        print(f"{path}:{line}: {old} -> {new}")
    if options.stats:
        print(f"{len(checker.hits)} hits: {dict(checker.kinds)}", file=sys.stderr)
    return 2 if failed else int(bool(checker.hits))


if __name__ == "__main__":
    sys.exit(main())
