"""Certificates made for a test, and the authority that vouches for them."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate."""
        return sha256(self.certificate.public_bytes(serialization.Encoding.DER)).hexdigest()

    def saved(self, folder, name):
        """A PEM file with the certificate alone."""
        path = folder / f"{name}.crt"
        path.write_bytes(self.certificate.public_bytes(PEM))
        return path

    def saved_with_key(self, folder, name):
        """A PEM file as a server reads it."""
        path = folder / f"{name}.pem"
        key = self.key.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(self.certificate.public_bytes(PEM) + key)
        return path

    def server(self, folder):
        """What a server speaks TLS by."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.saved_with_key(folder, self.fingerprint))
        return context


def made(name="IPC", *names, by: Made | None = None, is_authority=False, days=(-1, 30)) -> Made:
    """A certificate for these `names`, vouched for `by` somebody or by itself alone.

    It holds from the first of `days` to the second, counted from now.
    """
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Made(builder.sign(by.key if by else key, hashes.SHA256()), key)
