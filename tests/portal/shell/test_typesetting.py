"""Where lines of pages may break."""


def test_a_dot_between_two_parts_does_not_begin_a_line(app):
    with app.test_request_context("/"):
        told = app.jinja_env.from_string("{{ what }} · 阳光小馆{{ [1, 2]|join(' · ') }}").render(
            what="投诉"
        )
    assert told == "投诉\u00a0· 阳光小馆1\u00a0· 2"
