"""A Redis server, where messages wait and requests are counted in one."""

from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

from limits.storage import RedisStorage

PREFIX = "mingchu:requests"
# A page waits no longer for a count; a consumer asks for a second, which must be less.
PATIENCE = {"socket_connect_timeout": "2", "socket_timeout": "3"}


def patient(address: str) -> str:
    """The address of a Redis server, told how long to wait for it; what it tells itself stays."""
    told = urlsplit(address)
    return told._replace(query=urlencode(PATIENCE | dict(parse_qsl(told.query)))).geturl()


class RedisCounts(RedisStorage):
    """Counts that end with their window; a server that forgets them all does no harm.

    Who was counted cannot be read from them: names are hashed under `secret`.
    """

    STORAGE_SCHEME = ["redis", "rediss"]  # noqa: RUF012 - as the library has it

    def __init__(self, uri: str, wrap_exceptions: bool = False, *, secret: str) -> None:
        self._secret = blake2b(secret.encode()).digest()
        super().__init__(uri, key_prefix=PREFIX, wrap_exceptions=wrap_exceptions)

    def prefixed_key(self, key: str) -> str:
        """The name under which the count of `key` is kept; "*" stands for all of them."""
        if key != "*":
            key = blake2b(key.encode(), digest_size=16, key=self._secret).hexdigest()
        return super().prefixed_key(key)
