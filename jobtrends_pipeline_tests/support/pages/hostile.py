"""Markup that a browser and a pattern may take for different things: what surrounds a table, and what fills a cell."""

import random
from collections.abc import Iterator

LIST = (
    '<table class="itab"><tr><td class="cr">1</td><td class="cp">12 <span>(3.40%)</span></td>'
    '<td class="cd"><a title="C# Jobs" href="/jobs/uk/csharp.do">C#</a></td></tr></table>'
)
SUMMARY = (
    '<table class="summary"><tr><td>Rank</td><td class="fig">1</td>'
    '<td class="fig"><span class="rankChg" title="Up 1 place"></span>+1</td></tr></table>'
)
AROUND = (
    *("{}", "<p>{}</p>", "<p>a{}b", '<a href="/x">{}</a>', "<b>{}</b>", "<b><i>{}</b>x</i>", "<b><p>{}</b>"),
    *("<title>{}</title>", "<textarea>{}</textarea>", "<select>{}</select>", "<select><option>{}</select>"),
    *("<template>{}</template>", "<script>{}</script>", "<script>'{}'</script>x", "<style>{}</style>"),
    *("<!-- {} -->", "<!-- {}", "<!--{}--!>x", "<![CDATA[{}]]>", "<?x {} ?>", "<plaintext>{}", "<xmp>{}</xmp>"),
    *("<noscript>{}</noscript>", "<iframe>{}</iframe>", "<frameset>{}</frameset>", "<head>{}</head><body>"),
    *("<svg>{}</svg>", "<svg><title>{}</title></svg>", "<svg><desc>{}</desc></svg>", "<svg><![CDATA[{}]]></svg>"),
    *("<math><mi>{}</mi></math>", "<button>{}</button>", "<label>{}</label>", "<object>{}</object>"),
    *("<table>{}</table>", "<table><tr>{}</tr></table>", "<table><tr><td>{}</td></tr></table>"),
    *("<table><tr><td>a</td>{}<td>b</td></tr></table>", "<table><caption>{}</caption><tr><td>c</table>"),
    *("<table><tr><td>x<table>{}</table>y</td></tr></table>", "<table><colgroup>{}</table>"),
    *("<table><form>{}</form></table>", "<table><select>{}</select></table>", "<table <{}", "<table title={}"),
    *('<div title="{}">x</div>', "<div title='{}'>x</div>", "<div title={}>x</div>", '<div class="foo>{}</div>'),
    *("</table>{}</table>", "</td></tr>{}", "</p>{}", "</html>{}", "<body>x</body>{}", "<nobr>{}<nobr>"),
    *("<h2>{}</h2>", "<ul><li>{}</ul>", "<dl><dt>{}<dd>", "<form>{}</form>", "<pre>\n{}</pre>", "<sup>{}</sup>"),
    *('<time datetime="2020-01-01">{}</time>', '<a href="/1">x{}<a href="/2">y', "<svg>{}<p>z</svg>"),
)
"""What may stand around a table: `{}` is its place."""
INSIDE = (
    *("", "x", "<span>x", "x</span>", "x</a>", "x</td></td>", "</table>", "</tr>", "</p>x", "</br>x", "<br/>x<br>y"),
    *('<a href="/jobs/uk/x.do">x', '<span title="Up 1 place"/>5', "<b>x</b>", "<p>a</p>", "<form>x</form>"),
    *("<script>1</script>", "<!-- c -->5", "5<!-- c", "-->", "<div>a</div>b<div>c</div>", "<div><div>a</div></div>"),
    *("a&amp;b", "a&ampb", "&pound;5", "&pound5", "&#163;5", "&#1635", "&#163", "&#xa3;5", "&#16;5", "&notit;"),
    *("1&#30;2", "1&#8;2", "1&#0;2", "1&#128;2", "1&#65534;2", "&am<sup>p;</sup>", "1&<sup></sup>amp;", "&", "&#"),
    *("&nbsp;7&nbsp;", "1\x1e2", "1\x1f2", "1\x1c2", "1\x0b2", "1\x0c2", "1\r\n2", "1\r2", "1\xa02", "1\u20282"),
    *("1\x852", "\x00 5", "\u0663", "\uff11\uff12", "5 < 6", "5 > 6", "5 <6", "<", ">"),
    *('<a name="q">n</a><a href="/jobs/uk/y.do">y</a>', '<a href="/1">a</a><a href="/2">b</a>'),
    *("<span>1</span><span>2</span>", "1<sup>th</sup> P", '1<sup title="x">th</sup> P', 'x title="Up 1 place" y'),
    *('<span>x title="Up 9 places"</span>', '<a title="" href="/x">c</a><span title="t">d</span>'),
    *('<a title="x href=" href="/jobs/uk/z.do">z</a>', '<a title=" href=" href="/jobs/uk/z.do">z</a>'),
    *('<a href="/a?b=1&copy=2">c</a>', '<a href="/a?b=1&amp;copy=2">c</a>', '<a href="/jobs/uk/r&d.do">c</a>'),
    *('<a title="a>b" href="/jobs/uk/q.do">c</a>', '<a title="a<b" href="/jobs/uk/q.do">c</a>'),
    *("<a href='/jobs/uk/q.do'>c</a>", '<A HREF="/jobs/uk/q.do">c</A>', "<a href=/jobs/uk/q.do>c</a>"),
    *('<a  href = "/jobs/uk/q.do">c</a>', '<a\nhref="/jobs/uk/q.do"\n>c</a>', '<a\xa0href="/jobs/uk/q.do">c</a>'),
    *('<a\x0bhref="/jobs/uk/q.do">c</a>', '<a href="/jobs/uk/q.do" href="/jobs/uk/r.do">c</a>'),
    *('<a href="">c</a><a href="/jobs/uk/q.do">d</a>', '<a title="x\r\ny" href="/jobs/uk/a\r\nb.do">c</a>'),
)
"""What may stand in a cell, a row or an attribute."""
_LISTED = '<tr><td class="cr">{}</td><td class="cp">{}</td><td class="cd">{}</td></tr>'
_SHARE, _NAME = "12 <span>(3.40%)</span>", '<a title="C# Jobs" href="/jobs/uk/csharp.do">C#</a>'
_TITLED = '<a title="{}" href="/jobs/uk/csharp.do">C#</a>'
_ADDRESSED = '<a href="/jobs/uk/{}.do">C#</a>'
_NAMED = '<a title="x" href="/jobs/uk/c.do">{}</a>'
ROWS = (
    *("<tr><td>{}</td></tr>", "<tr><td>1</td><td>{}</td><td>2</td></tr>", "<tr><th>{}</th><th>b</th></tr>"),
    *("<tr>{}<td>x</td></tr>", "{}<tr><td>x</td></tr>", '<tr class="alt">{}</tr>', "<tr><td>{}</th></tr>"),
    *('<tr><td title="{}">x</td></tr>', "<tbody><tr><td>{}</td></tr></tbody>", "<tr><td>x</td></tr></tbody>{}"),
    *(_LISTED.format("{}", _SHARE, _NAME), _LISTED.format("1", "{}", _NAME), _LISTED.format("1", _SHARE, "{}")),
    *(_LISTED.format("1", _SHARE, name) for name in (_TITLED, _ADDRESSED, _NAMED)),
    "<tr></tr><tr><td></td></tr><tr><td>{}</td></tr>",
)
"""Rows: `{}` is the place of something hostile."""


def hostile_pages(mixed: int, seed: int) -> Iterator[str]:
    """Everything around a table, everything inside one, and so many mixtures of both."""
    for around in AROUND:
        yield from (_page(around.replace("{}", table)) for table in (LIST, SUMMARY, f"t{LIST}u{SUMMARY}v"))
    listed = _LISTED.format("1", _SHARE, _NAME)
    for inside in INSIDE:
        for row in ROWS:
            yield _page(f"<table>{row.replace('{}', inside)}</table>")
            yield _page(f"<table><tr><th>Title</th></tr>{listed}{row.replace('{}', inside)}</table>")
    rng = random.Random(seed)  # noqa: S311
    for _ in range(mixed):
        rows = "".join(rng.choice(ROWS).replace("{}", rng.choice(INSIDE)) for _ in range(rng.randint(1, 3)))
        inner = rng.choice(AROUND).replace("{}", SUMMARY)
        outer = rng.choice(AROUND).replace("{}", f"<table>{rows}</table>{inner}")
        yield _page(outer + rng.choice(AROUND).replace("{}", LIST))


def _page(content: str) -> str:
    return f"<html><body><h2>Heading</h2>{content}<p>after</p>{SUMMARY}</body></html>"
