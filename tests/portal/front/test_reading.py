"""The reader's text size and colours: a cookie each, and no way to be led astray."""

import pytest


def cookie(client, name):
    found = client.get_cookie(f"mingchu_{name}")
    return None if found is None else found.value


@pytest.mark.parametrize(("name", "value"), [("text", "large"), ("colour", "dark")])
def test_choice_is_kept_and_shown_on_every_page(client, see, name, value):
    client.get(f"/reading?{name}={value}&back=/methods")

    assert cookie(client, name) == value
    assert see("/privacy").one("html").get(f"data-{name}") == value


def test_choosing_the_usual_again_leaves_no_cookie(client, see):
    client.get("/reading?text=large&colour=dark")
    client.get("/reading?text=normal&colour=auto")

    assert (cookie(client, "text"), cookie(client, "colour")) == (None, None)


@pytest.mark.parametrize("query", ["text=huge", "colour=pink", "text=", "unknown=large", ""])
def test_what_is_not_offered_changes_nothing(client, query):
    answer = client.get(f"/reading?{query}")

    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_made_up_cookie_does_not_reach_the_page(client):
    client.set_cookie("mingchu_colour", '"><script>')
    client.set_cookie("mingchu_text", '"><script>')

    page = client.get("/methods").text
    assert "data-colour" not in page
    assert "data-text" not in page


@pytest.mark.parametrize(
    ("back", "lands"),
    [
        ("/en/restaurants?q=x", "/en/restaurants?q=x"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_reader_comes_back_to_the_page_and_nowhere_else(client, back, lands):
    answer = client.get("/reading", query_string={"text": "large", "back": back})

    assert answer.headers["Location"] == lands


def test_link_to_large_text_knows_the_way_back(see):
    page = see("/en/restaurants?q=a%26b")
    links = [link.get("href") for link in page.one("header").all("a")]

    assert "/en/reading?text=large&back=/en/restaurants?q%3Da%2526b" in links


def test_cookie_is_out_of_reach_of_scripts(client):
    told = client.get("/reading?text=large").headers["Set-Cookie"]

    assert "HttpOnly" in told
    assert "SameSite=Lax" in told


def test_page_is_not_shared_between_readers(client):
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
