"""What the pages build on of WTForms, which comes without types; all else of it is left open."""

from collections.abc import Sequence

from _typeshed import Incomplete

class DateField:
    data: Incomplete
    raw_data: Sequence[str]
    errors: Sequence[str]

    def __init__(self, label: str, validators: Sequence[object] = ..., **named: object) -> None: ...
    def process_formdata(self, valuelist: Sequence[str]) -> None: ...

def __getattr__(name: str) -> Incomplete: ...
