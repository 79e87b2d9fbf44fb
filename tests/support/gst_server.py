"""A real RTSP server of GStreamer's, run by the system's Python, which alone has its bindings.

    /usr/bin/python3 gst_server.py --codec h264 --gop-frames 50 [--user U --password P]
        [--certificate FILE.pem]
    /usr/bin/python3 gst_server.py --relay rtsp://… | http://…/index.m3u8

With --relay it stands in front of another source, as MediaMTX or ZLMediaKit would: it pulls that
one while somebody watches, and passes on what comes as it is.

Prints "ready PORT" and runs until it is ended; "absent: REASON" and status 3 when this machine
lacks GStreamer or an element of it.
"""

import argparse
import signal
import sys

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtsp", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer
except (ImportError, ValueError) as error:
    sys.stdout.write(f"absent: {error}\n")
    sys.exit(3)

FRAMES_PER_SECOND = 25
ENCODERS = {
    "h264": (
        "x264enc tune=zerolatency speed-preset=ultrafast bitrate=600 key-int-max={gop}"
        " ! video/x-h264,profile=main ! rtph264pay name=pay0 pt=96 config-interval=-1",
        "openh264enc bitrate=600000 gop-size={gop} ! h264parse"
        " ! rtph264pay name=pay0 pt=96 config-interval=-1",
    ),
    "h265": (
        "x265enc tune=zerolatency speed-preset=ultrafast bitrate=600 key-int-max={gop}"
        " log-level=none ! rtph265pay name=pay0 pt=96 config-interval=-1",
    ),
}

RELAYED = "h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1"
SOURCES = {
    "rtsp": "rtspsrc location={url} latency=0 protocols=tcp ! rtph264depay",
    "http": "souphttpsrc location={url} ! hlsdemux ! tsdemux",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--codec", choices=sorted(ENCODERS), default="h264")
    parser.add_argument("--gop-frames", type=int, default=50)
    parser.add_argument("--relay")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--certificate")
    told = parser.parse_args()
    Gst.init(None)
    launch = relayed(told.relay) if told.relay else drawn(told.codec, told.gop_frames)
    if launch is None:
        sys.stdout.write("absent: an element for this is missing\n")
        return 3
    server = GstRtspServer.RTSPServer.new()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(f"( {launch} )")
    factory.set_shared(True)
    if told.user or told.certificate:
        guard(server, factory, told)
    server.get_mount_points().add_factory("/camera", factory)
    server.attach(None)
    loop = GLib.MainLoop()
    for each in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, each, loop.quit)
    sys.stdout.write(f"ready {server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()
    return 0


def drawn(codec, gop_frames):
    """A camera of its own, None without an encoder."""
    encoder = next((each for each in ENCODERS[codec] if is_there(each)), None)
    return encoder and (
        f"videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=180,"
        f"framerate={FRAMES_PER_SECOND}/1 ! {encoder.format(gop=gop_frames)}"
    )


def relayed(url):
    """What stands in front of the source at `url`, None where an element is missing."""
    launch = f"{SOURCES[url.partition(':')[0]].format(url=url)} ! {RELAYED}"
    return launch if is_there(launch) else None


def is_there(launch):
    names = [part.split()[0] for part in launch.split("!") if "/" not in part.split()[0]]
    return all(Gst.ElementFactory.find(name) for name in names)


def guard(server, factory, told):
    auth = GstRtspServer.RTSPAuth.new()
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", "viewer")
    if told.user:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(told.user, told.password, token)
    else:
        auth.set_default_token(token)
    if told.certificate:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(told.certificate))
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions.new()
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("viewer", right, True)
    factory.set_permissions(permissions)


if __name__ == "__main__":
    sys.exit(main())
