"""What is answered when nothing else can be: pages for people, RFC 9457 for programs."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from directory.api.problems import API_PATH_PREFIX, build_problem_response
from directory.workflow.conflicts import StateConflict

UNREADABLE_REQUEST = "We couldn’t read part of this address or form. Check it and try again."


def bad_request(request, exception):
    """400: the request itself is not understood."""
    return render_failure(request, 400, UNREADABLE_REQUEST, {"problems": [UNREADABLE_REQUEST]})


def permission_denied(request, exception):
    """403: it is understood, and not allowed."""
    return render_failure(request, 403, "You don't have permission to do this.")


def page_not_found(request, exception):
    """404: nothing is at this address."""
    return render_failure(request, 404, "Page not found.")


def method_not_allowed(request, allowed):
    """405: something is here, but not for this verb."""
    response = render_failure(request, 405, "This URL doesn't accept this method.")
    response["Allow"] = ", ".join(allowed)
    return response


def csrf_failure(request, reason=""):
    """403: a form came without the token of its page; why in detail is no visitor's business."""
    return permission_denied(request, reason)


def server_error(request):
    """500: a fault of ours; the page needs neither context nor database."""
    if request.path.startswith(API_PATH_PREFIX):
        return build_problem_response(
            request, 500, "Something went wrong on our side. Try again in a minute."
        )
    return HttpResponseServerError(loader.get_template("500.html").render())


def render_failure(request, status, detail, context=None):
    """The answer on the face that was asked."""
    if request.path.startswith(API_PATH_PREFIX):
        return build_problem_response(request, status, detail)
    return render(request, f"{status}.html", context or {}, status=status)


def explain_conflict(verb, **given):
    """Do a verb; what stands against it, in a sentence, or "" where it is done."""
    try:
        verb(**given)
    except StateConflict as conflict:
        return str(conflict)
    return ""
