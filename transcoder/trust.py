"""Whom a camera that speaks TLS must prove to be, and how libav is told to check it.

By the fingerprint of its certificate where its address names one, else by the certificate
authorities that the limits name, else by nothing: the connection is encrypted all the same. A
pinned certificate is fetched once a process; every connection after that is checked by libav
against that very certificate, so no other one can slip in between.
"""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from transcoder.camera import CameraSource
from transcoder.errors import Cause
from transcoder.limits import Limits

DEFAULT_PORT = 322
_known: dict[str, bytes] = {}


class Untrusted(Exception):
    """The camera did not prove who it is, for this `cause`; it holds no address."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


@contextmanager
def checked(source: CameraSource, limits: Limits) -> Iterator[dict[str, str]]:
    """The options by which libav checks `source`; none where nothing is to be checked.

    They hold until the context ends. Raises Untrusted.
    """
    if source.fingerprint:
        certificate = _pinned(source, limits)
        with _as_file(certificate.public_bytes(Encoding.PEM)) as path:
            yield _options(path, _name_in(certificate))
    elif source.is_encrypted and limits.certificates:
        yield _options(limits.certificates, source.server_name)
    else:
        yield {}


def why_refused(source: CameraSource, limits: Limits) -> Cause | None:
    """Whether `source`, to which libav could not connect, shows a wrong certificate; else None.

    libav tells a refused certificate like any broken connection.
    """
    try:
        if source.fingerprint:
            _handshake(source, limits, _context(_known[source.fingerprint]))
        elif source.is_encrypted and limits.certificates:
            context = ssl.create_default_context(cafile=limits.certificates)
            _handshake(source, limits, context)
    except ssl.SSLCertVerificationError:
        return Cause.CERTIFICATE
    except OSError:
        return None
    return None


def _options(path: str, name: str) -> dict[str, str]:
    return {"tls_verify": "1", "ca_file": path, "verifyhost": name}


def _pinned(source: CameraSource, limits: Limits) -> x509.Certificate:
    """The certificate of this fingerprint. Raises Untrusted where the camera shows another."""
    der = _known.get(source.fingerprint)
    if der is None:
        cause: Cause | None = None
        try:
            der = _handshake(source, limits, _context(None))
        except ssl.SSLError:
            cause = Cause.NOT_RTSP
        except TimeoutError:
            cause = Cause.SILENT
        except OSError:
            cause = Cause.UNREACHABLE
        if der is None or cause is not None:
            raise Untrusted(cause or Cause.CERTIFICATE)
        if sha256(der).hexdigest() != source.fingerprint:
            raise Untrusted(Cause.CERTIFICATE)
        _known[source.fingerprint] = der
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        raise Untrusted(Cause.CERTIFICATE) from None


def _context(der: bytes | None) -> ssl.SSLContext:
    """What believes one certificate alone, in its time; without one, everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if der is None:
        context.verify_mode = ssl.CERT_NONE  # its fingerprint is what is compared
    else:
        context.load_verify_locations(cadata=der)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _handshake(source: CameraSource, limits: Limits, context: ssl.SSLContext) -> bytes | None:
    """The certificate that the camera shows. Raises OSError, ssl.SSLError among them."""
    place = (source.host, source.port or DEFAULT_PORT)
    seconds = limits.open_timeout_seconds
    with (
        socket.create_connection(place, seconds) as plain,
        context.wrap_socket(plain, server_hostname=source.server_name) as connection,
    ):
        return connection.getpeercert(binary_form=True)


def _name_in(certificate: x509.Certificate) -> str:
    """A name that the certificate is for, so that libav's own check of it passes."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = [*names.get_values_for_type(x509.DNSName),
                 *map(str, names.get_values_for_type(x509.IPAddress))]  # fmt: skip
    except (x509.ExtensionNotFound, ValueError):
        found = []
    if not found:  # the common name counts where there is no other
        common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        found = [str(each.value) for each in common]
    if not found:
        raise Untrusted(Cause.CERTIFICATE)
    return found[0].replace("*", "any")  # of a wildcard, one that it covers


@contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """The path of a file in memory alone that holds `content`: libav reads none but by path."""
    descriptor = os.memfd_create("certificate")
    try:
        os.write(descriptor, content)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
