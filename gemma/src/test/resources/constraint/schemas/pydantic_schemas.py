"""Writes the schemas of pydantic models as libraries hand them to a model server, one JSON object a line."""
import json

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Optional, Union
from uuid import UUID

import pydantic
from pydantic import (
    AnyUrl, AwareDatetime, Base64Bytes, BaseModel, ConfigDict, EmailStr, Field, HttpUrl, SecretStr, conlist, constr)


class Colour(str, Enum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 3


class Cat(BaseModel):
    kind: Literal["cat", "kitten"]
    lives: int = Field(ge=1, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Pet(BaseModel):
    pet: Union[Cat, Dog] = Field(discriminator="kind")


class Circle(BaseModel):
    shape: Literal["circle"] = "circle"
    radius: float


class Square(BaseModel):
    shape: Literal["square"] = "square"
    side: float


class Drawing(BaseModel):
    """Tags with defaults: not required in the branches, needed by the discriminator."""
    figures: list[Annotated[Union[Circle, Square], Field(discriminator="shape")]] = Field(max_length=2)


class Optionals(BaseModel):
    nick: Optional[str] = None
    age: int | None = Field(default=None, ge=0, examples=[30])
    level: Level = Level.LOW
    colour: Colour


class Money(BaseModel):
    plain: Decimal
    bounded: Decimal = Field(max_digits=5, decimal_places=2)
    whole: Decimal = Field(max_digits=4, decimal_places=0)


class Times(BaseModel):
    at: datetime
    aware: AwareDatetime
    day: date
    clock: time
    lasts: timedelta


class Identifiers(BaseModel):
    id: UUID
    mail: EmailStr
    v4: IPv4Address
    v6: IPv6Address


class Links(BaseModel):
    any: AnyUrl
    home: HttpUrl
    file: Path
    secret: SecretStr
    raw: bytes
    encoded: Base64Bytes


class Patterns(BaseModel):
    code: constr(pattern=r"^[A-Z]{2}-\d+$")
    slug: Annotated[str, Field(json_schema_extra={"pattern": r"^(?!-)[a-z0-9-]{1,20}$"})]
    short: Annotated[str, Field(min_length=1, max_length=5, examples=["ab"], deprecated=True)]


class Collections(BaseModel):
    tags: set[str] = Field(max_length=2)
    colours: set[Colour]
    flags: frozenset[bool]
    pair: tuple[int, str]
    many: tuple[int, ...]
    few: conlist(int, min_length=1, max_length=3)
    scores: dict[str, int]
    by_colour: dict[Colour, int]
    by_code: dict[constr(pattern="^[a-z]{2}$"), int]
    by_id: dict[UUID, bool]


class Node(BaseModel):
    name: str
    children: list["Node"] = Field(default_factory=list, max_length=2)


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Closed thing", json_schema_extra={"example": {"a": 1}})
    a: int = Field(gt=0, lt=100, multiple_of=1, description="An a.")


class Point(NamedTuple):
    x: float
    y: float


class Nested(BaseModel):
    node: Node
    point: Point
    mixed: list[Union[int, str, None, Cat]]


for model in (Pet, Drawing, Optionals, Money, Times, Identifiers, Links, Patterns, Collections, Node, Closed, Nested):
    print(json.dumps({"name": f"pydantic {model.__name__}", "schema": model.model_json_schema()}))
print(json.dumps({"name": "pydantic Drawing serialization", "schema": Drawing.model_json_schema(mode="serialization")}))
