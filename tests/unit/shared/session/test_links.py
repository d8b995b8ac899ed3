import pytest

from shared.session.links import HOST_MAX_CHARS, LINKS_MAX, Link, find_links


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("see https://help.example/x?y=1", "help.example"),
        ("HTTP://HELP.example:8080/", "help.example"),
        ("www.help.example", "www.help.example"),
        ("https://bank.example@evil.example/login", "evil.example"),
        ("https://bank.example:secret@evil.example", "evil.example"),
        ("http://evil.example\\@bank.example/", "evil.example"),
        ("https://\u0430pple.com", "xn--pple-43d.com"),
        ("https://sparka\u00dfe.de/login", "xn--sparkae-5va.de"),
        ("https://\u0431\u043e\u043b\u044c\u0448.example", "xn--90aui5bt.example"),
        ("https://192.0.2.7/a", "192.0.2.7"),
        ("https://[2001:db8::1]/a", "2001:db8::1"),
    ],
)
def test_find_links_host_is_where_it_really_leads(text: str, host: str):
    assert [link.host for link in find_links(text)] == [host]


@pytest.mark.parametrize(
    "text",
    ["no link", "javascript:alert(1)", "file:///etc/passwd", "https://", "a.b.c", "https://[broken", "mailto:a@b"],
)
def test_find_links_what_leads_nowhere_is_none(text: str):
    assert find_links(text) == ()


def test_find_links_end_of_a_sentence_is_no_part_of_it():
    assert find_links("(look at https://help.example/a).") == (
        Link(text="https://help.example/a", host="help.example"),
    )


def test_find_links_long_host_keeps_its_end_which_decides():
    link = find_links(f"https://bank.example.{'a' * 50}.{'b' * 50}.evil.example/")[0]
    assert len(link.host) == HOST_MAX_CHARS
    assert link.host.endswith(".evil.example")
    assert link.host.startswith("…")


def test_find_links_many_are_few():
    assert len(find_links("https://a.example " * 50)) == LINKS_MAX
