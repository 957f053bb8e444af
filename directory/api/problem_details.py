"""The text of `detail` in the API's errors, in our words: no text of DRF's or Python's."""

from rest_framework import exceptions

from directory.api import problem_types
from directory.document.problems import MAX_LISTED_PROBLEMS
from directory.parameters import shorten_value

MOST_PATHS_NAMED = 5
ONE_AND_MANY = {
    problem_types.INVALID_PARAMETERS: ("1 parameter is", "{:,} parameters are"),
    problem_types.INVALID_PROFILE: ("1 value of the profile is", "{:,} values of the profile are"),
    problem_types.STAFF_FIELDS: (
        "Only ACRO staff can change 1 field of the patch",
        "Only ACRO staff can change {:,} fields of the patch",
    ),
}


def describe_wrong_values(kind, errors, count):
    """Return a sentence with the number and the names of the wrong values, "" if there are none.

    An error of the whole request or document has no path. It is said in full.
    """
    if not errors:
        return ""
    paths = list(dict.fromkeys(error["path"] for error in errors))
    if kind not in ONE_AND_MANY or not paths[0]:
        return errors[0]["message"]
    number = len(paths) if count <= MAX_LISTED_PROBLEMS else count
    one, many = ONE_AND_MANY[kind]
    words = one if number == 1 else many.format(number)
    said = words if kind is problem_types.STAFF_FIELDS else f"{words} wrong"
    return f"{said}: {list_paths(paths, number)}."


def list_paths(paths, number):
    """Return the first paths, each cut to a bounded length, and the number of those left out."""
    named = [shorten_value(path) for path in paths[:MOST_PATHS_NAMED]]
    more = number - len(named)
    return ", ".join(named) + (f", and {more:,} more" if more > 0 else "")


def describe_refusal(exc, context):
    """Return the detail of one of DRF's exceptions. Those that our code raises say it already."""
    if isinstance(exc, exceptions.MethodNotAllowed):
        method, allowed = context["request"].method, ", ".join(context["view"].allowed_methods)
        return f"This URL doesn't accept {shorten_value(method)}. Use {allowed}."
    if isinstance(exc, exceptions.NotAcceptable):
        known = " or ".join(each.media_type for each in context["view"].renderer_classes)
        return f"This URL is available only as {known}. Send that, or nothing, in `Accept`."
    return str(exc.detail)
