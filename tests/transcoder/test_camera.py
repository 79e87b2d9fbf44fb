"""A camera's address never prints, and tells its host and user."""

from transcoder.camera import CameraSource


def test_address_and_password_do_not_print():
    source = CameraSource("abc", "rtsp://root:geheim@127.0.0.1:554/live")

    assert "geheim" not in repr(source)


def test_host_and_user_come_from_the_address():
    source = CameraSource("abc", "rtsp://root:geheim@127.0.0.1:554/live")

    assert (source.host, source.user) == ("127.0.0.1", "root")


def test_address_without_a_user_has_an_empty_one():
    assert CameraSource("abc", "rtsp://[::1]/live").user == ""


def test_host_of_an_ipv6_address_has_no_brackets():
    assert CameraSource("abc", "rtsp://[::1]:554/live").host == "::1"
