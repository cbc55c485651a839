"""Numbers that people write and the bot keeps: no more than any database can sum up."""

from typing import Annotated

from pydantic import Field

MOST = 1_000_000
"""Of points this is a line of the ledger at most: even of a billion lines the sum has 63 bits."""

Amount = Annotated[int, Field(ge=0, le=MOST)]
Count = Annotated[int, Field(ge=1, le=MOST)]
