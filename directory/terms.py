"""The type of a profile document."""

from typing import Any

Document = dict[str, Any]
