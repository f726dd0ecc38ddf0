from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake import TOKEN, FakeGateway
from tubeway import Client, Retry


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    fake = FakeGateway()
    yield fake
    fake.close()


@pytest.fixture
def client(gateway: FakeGateway) -> Client:
    return Client(gateway.url, token=TOKEN, retry=Retry(attempts=3, max_wait_seconds=2))
