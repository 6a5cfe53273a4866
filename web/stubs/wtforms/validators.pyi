"""The checks of WTForms, which come without types."""

from _typeshed import Incomplete

def __getattr__(name: str) -> Incomplete: ...
