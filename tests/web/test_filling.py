"""Words put back into the form of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from web.filling import fill

PAGE = """<!doctype html><title>T</title><script>if (a < b && c) {}</script><main id="m">
<form action="/other"><input name="name" value="kept"></form>
<details><summary>More</summary><form method="post" action="/here"><input name="csrf" value="new">
<input name="name" value='old "quoted"'><input type="password" name="name"><input type="file" name="name">
<input name="day"><input name="day"><input name="day">
<input type="checkbox" name="many" value="a" checked><input type="checkbox" name="many" value="b">
<input type="checkbox" name="alone" checked><input type="radio" name="one" value="x" checked>
<input type="radio" name="one" value="y"><textarea name="text" rows=2>Old &amp; gone</textarea>
<select name="pick"><option value="1" selected>One</option><option value="2">Two &lt;</option></select>
<button name="name" value="press">Go</button></form></details>
<form><input name="name"></form></main>"""

WORDS = (
    ("csrf", "stolen"), ("name", '<b>"Wren"'), ("day", "3"), ("day", "4"), ("day", "2027"), ("many", "b"),
    ("one", "y"), ("text", "</textarea><script>\nnew"), ("pick", "2"),
)  # fmt: skip


def test_every_kind_of_field_of_the_form_gets_its_words_and_no_other_form():
    filled = fill(PAGE, "/page", "/here", WORDS, {"csrf"})
    other, form, own = html.document_fromstring(filled.page).forms
    assert filled.found
    assert (other.fields["name"], own.fields["name"]) == ("kept", None)
    assert form.get("data-unsent") is not None
    assert form.xpath("input/@value") == ["new", '<b>"Wren"', "3", "4", "2027", "a", "b", "x", "y"]
    assert form.xpath("input[@checked]/@value") == ["b", "y"]
    assert form.xpath("string(textarea)") == "</textarea><script>\nnew"
    assert form.xpath("select/option[@selected]/@value") == ["2"]
    assert html.document_fromstring(filled.page).xpath("//details/@open") == [""]


def test_what_is_outside_the_form_stays_as_it_is():
    filled = fill(PAGE, "/page", "/here", WORDS)
    assert filled.page.startswith(PAGE[: PAGE.index("<details>")])
    assert filled.page.endswith(PAGE[PAGE.index("<button") :])
    assert filled.page[: filled.main_at].endswith('<main id="m">')


def test_a_form_that_names_no_address_is_sent_to_its_pages():
    filled = fill(PAGE, "/page", "/page", [("name", "Wren")])
    assert [form.fields.get("name") for form in html.document_fromstring(filled.page).forms] == [
        "kept", 'old "quoted"', "Wren",
    ]  # fmt: skip


def test_a_page_without_the_form_stays_as_it_is():
    filled = fill(PAGE, "/page", "/gone", WORDS)
    assert (filled.page, filled.found) == (PAGE, False)


def test_a_choice_that_is_offered_no_more_leaves_what_is_chosen():
    filled = fill(PAGE, "/page", "/here", [("pick", "7")])
    assert html.document_fromstring(filled.page).xpath("//option[@selected]/@value") == ["1"]


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"))))
def test_any_text_stands_in_its_field_and_breaks_nothing(words: str):
    filled = fill(PAGE, "/page", "/here", [("name", words), ("text", words)])
    form = html.document_fromstring(filled.page).forms[1]
    assert len(html.document_fromstring(filled.page).forms) == 3
    assert form.xpath("string(input[@name='name']/@value)") == words
    assert form.xpath("string(textarea)") == words
