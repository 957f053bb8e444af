"""Allowed values, limits, reserved slugs, units, and the type of a profile document."""

from typing import Any

Document = dict[str, Any]
