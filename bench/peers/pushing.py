"""An ffmpeg that hands a camera on, for those who do not read RTSP themselves."""

from transcoder.ffmpeg import ffmpeg_executable


def pushing(url: str, form: str, target: str) -> list[str]:
    """Copy a camera in a form (`flv`, `mpegts`) to an address, or to standard output (`-`)."""
    return [
        ffmpeg_executable(), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp",
        "-i", url, "-an", "-c", "copy", "-f", form, target,
    ]  # fmt: skip
