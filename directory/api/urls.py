"""The addresses of the API, below `/api/v1/`. Every read is revalidated before DRF is asked."""

from django.urls import path

from directory.api import content, revisions, service, suggesting, views, vocabulary
from directory.caching import open_tag, profile_tag, revalidated, state_tag

app_name = "api"


def read(view, tag=state_tag):
    """A read that answers 304 where the client's copy is good."""
    return revalidated(tag)(view)


urlpatterns = [
    path("", read(service.RootView.as_view()), name="root"),
    path("members/", read(views.MemberListView.as_view()), name="member-list"),
    path("members/facets/", read(views.FacetsView.as_view()), name="member-facets"),
    path(
        "members/<name:slug>/", read(views.MemberView.as_view(), profile_tag), name="member-detail"
    ),
    path(
        "members/<name:slug>/revisions/",
        read(revisions.RevisionListView.as_view()),
        name="revision-list",
    ),
    path(
        "revisions/<uuid:id>/",
        read(revisions.RevisionView.as_view(), open_tag),
        name="revision-detail",
    ),
    path("suggest/", read(suggesting.SuggestView.as_view()), name="suggest"),
    path("about/", read(content.AboutView.as_view()), name="about"),
    path("pages/", read(content.PageListView.as_view()), name="page-list"),
    path("pages/<name:slug>/", read(content.PageView.as_view()), name="page-detail"),
    path("version/", read(service.VersionView.as_view()), name="version"),
    path("schema/", read(service.SchemaView.as_view()), name="schema"),
    path("docs/", read(service.DocsView.as_view()), name="docs"),
]

for name in vocabulary.VOCABULARIES:
    list_view = vocabulary.VocabularyView.as_view(name=name)
    value_view = vocabulary.VocabularyValueView.as_view(name=name)
    urlpatterns += [
        path(f"{name}/", read(list_view), name=name),
        path(f"{name}/<str:key>/", read(value_view), name=f"{name}-detail"),
    ]
