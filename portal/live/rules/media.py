"""The names of published files; anything else is not looked for."""

import re

RUN = re.compile(r"[0-9a-f]{8}")
MEDIA_NAME = re.compile(r"init-[0-9a-f]{24}\.mp4|[0-9]{1,12}-[0-9a-f]{24}\.m4s")
