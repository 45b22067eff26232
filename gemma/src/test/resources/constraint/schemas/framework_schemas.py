"""Writes the schemas that frameworks of language models send: openai's strict mode, LangChain's tools, msgspec's types."""
import json
from typing import Annotated, Literal, Optional, Union

import msgspec
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_function
from openai.lib._pydantic import to_strict_json_schema
from pydantic import BaseModel, Field


class Step(BaseModel):
    explanation: str
    output: float


class Email(BaseModel):
    """Sends a mail."""
    to: list[str] = Field(description="Receivers", max_length=2)
    priority: Literal["low", "high"] = "low"
    due: Optional[int] = Field(default=None, ge=1, le=31)


class Answer(BaseModel):
    steps: list[Step] = Field(max_length=2)
    final: Union[str, Email, None]


@tool
def weather(city: Annotated[str, "Where"], days: int = 1, unit: Literal["C", "F"] = "C") -> str:
    """Tells the weather."""
    return ""


class Cat(msgspec.Struct, tag="cat"):
    lives: Annotated[int, msgspec.Meta(ge=1, le=9)]


class Dog(msgspec.Struct, tag="dog"):
    barks: bool
    names: Annotated[set[Literal["rex", "bello"]], msgspec.Meta(max_length=2)]


class Zoo(msgspec.Struct):
    animals: Annotated[list[Union[Cat, Dog]], msgspec.Meta(max_length=2)]
    code: Annotated[str, msgspec.Meta(pattern="^[a-z]+$", examples=["ab"])]


for name, schema in (
    ("openai strict Answer", to_strict_json_schema(Answer)),
    ("langchain Email", convert_to_openai_function(Email)["parameters"]),
    ("langchain weather", convert_to_openai_function(weather)["parameters"]),
    ("langchain weather args", weather.args_schema.model_json_schema()),
    ("msgspec Zoo", msgspec.json.schema(Zoo)),
):
    print(json.dumps({"name": name, "schema": schema}))
