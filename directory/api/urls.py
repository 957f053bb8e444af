"""The URLs of the API, below `/api/v1/`. ETags of reads are checked before DRF runs."""

from django.urls import path

from directory.api import about, members, revisions, root, suggestions, vocabularies
from directory.api.own_writes import show_own_writes
from directory.api.reads import answer_options
from directory.http.caching import conditional, open_etag, profile_etag, state_etag

app_name = "api"


def make_conditional(view, tag=state_etag):
    """Return the view with an ETag: it answers 304 if the client's copy is current.

    OPTIONS is answered first. The ETag is computed after a token's read has waited, so that it is
    that of what is answered.
    """
    return answer_options(show_own_writes(conditional(tag)(view)))


urlpatterns = [
    path("", make_conditional(root.RootView.as_view()), name="root"),
    path("members/", make_conditional(members.MemberListView.as_view()), name="member-list"),
    path("members/facets/", make_conditional(members.FacetsView.as_view()), name="member-facets"),
    path(
        "members/<name:slug>/",
        make_conditional(members.MemberView.as_view(), profile_etag),
        name="member-detail",
    ),
    path(
        "members/<name:slug>/revisions/",
        make_conditional(revisions.RevisionListView.as_view()),
        name="revision-list",
    ),
    path(
        "revisions/<uuid:id>/",
        make_conditional(revisions.RevisionView.as_view(), open_etag),
        name="revision-detail",
    ),
    path("suggest/", make_conditional(suggestions.SuggestView.as_view()), name="suggest"),
    path("about/", make_conditional(about.AboutView.as_view()), name="about"),
    path("pages/", make_conditional(about.PageListView.as_view()), name="page-list"),
    path("pages/<name:slug>/", make_conditional(about.PageView.as_view()), name="page-detail"),
    path("version/", make_conditional(root.VersionView.as_view()), name="version"),
    path("schema/", make_conditional(root.SchemaView.as_view()), name="schema"),
    path("docs/", make_conditional(root.DocsView.as_view()), name="docs"),
    path("docs/problems/", make_conditional(root.ProblemsView.as_view()), name="problems"),
]

for name in vocabularies.VOCABULARY_FACETS:
    list_view = vocabularies.VocabularyView.as_view(name=name)
    value_view = vocabularies.VocabularyValueView.as_view(name=name)
    urlpatterns += [
        path(f"{name}/", make_conditional(list_view), name=name),
        path(f"{name}/<str:key>/", make_conditional(value_view), name=f"{name}-detail"),
    ]
