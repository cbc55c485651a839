"""Signature and encryption of callbacks.

Protocol: https://developer.work.weixin.qq.com/document/path/90968. What is encrypted are 16 random
bytes, the message's length as 4 bytes, the message, and the id of the receiver.
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

_HEAD = 20  # random bytes and length
_BLOCK = 32 * 8  # padded to more than a block of AES


class Forged(Exception):
    """Not from the platform, not for this app, or not whole; says which without repeating it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Opens and makes what is sent to the callback endpoint of one corporation."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)
    receiver: str

    @classmethod
    def of(cls, token: str, encoding_aes_key: str, receiver: str) -> "Seal":
        """Make it of what the admin console shows; raise ValueError if that is no such key."""
        key = base64.b64decode(encoding_aes_key + "=")
        if len(encoding_aes_key) != 43 or len(key) != 32:
            raise ValueError("EncodingAESKey has 43 letters and digits")
        return cls(token=token, key=key, receiver=receiver)

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Sign as the platform does."""
        parts = sorted((self.token, timestamp, nonce, encrypted))
        return hashlib.sha1("".join(parts).encode()).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """Return the message; raise Forged. Nothing is decrypted that is not signed."""
        expected = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Forged("wrong signature")
        content = self._decrypted(encrypted)
        end = _HEAD + int.from_bytes(content[16:_HEAD])
        if not hmac.compare_digest(content[end:], self.receiver.encode()):
            raise Forged("for another receiver")
        try:
            return content[_HEAD:end].decode()
        except UnicodeDecodeError:
            raise Forged("not UTF-8") from None

    def close(self, message: str) -> str:
        """Encrypt a message."""
        data = message.encode()
        content = os.urandom(16) + len(data).to_bytes(4) + data + self.receiver.encode()
        padder = PKCS7(_BLOCK).padder()
        encryptor = self._cipher().encryptor()
        padded = padder.update(content) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _decrypted(self, encrypted: str) -> bytes:
        decryptor, unpadder = self._cipher().decryptor(), PKCS7(_BLOCK).unpadder()
        try:
            data = base64.b64decode(encrypted, validate=True)
            padded = decryptor.update(data) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except (binascii.Error, ValueError):
            raise Forged("not encrypted with this key") from None

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self.key), CBC(self.key[:16]))
