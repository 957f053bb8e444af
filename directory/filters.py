"""The parameters of the search, declared once for pages, API, and feed; see docs/search.md."""

from collections import OrderedDict
from copy import copy
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.functional import cached_property
from django_filters import FilterSet

from directory import parameters, search
from directory.models import Member
from directory.parameters import (
    MomentParameter,
    NamesParameter,
    OneOfParameter,
    TextParameter,
    VocabularyParameter,
    WholeNumberParameter,
)
from directory.search.facets import FACET_DEFAULTS, FACET_NAMES, FACETS, RANGES
from directory.search.query import ORDERINGS

ORDER_LABELS = {
    "relevance": "Best match",
    "name": "Name, A to Z",
    "-name": "Name, Z to A",
    "trials": "Trials, fewest first",
    "-trials": "Trials, most first",
    "countries": "Countries listed, fewest first",
    "-countries": "Countries listed, most first",
    "updated": "Updated, earliest first",
    "-updated": "Updated, latest first",
    "founded": "Founded, earliest first",
    "-founded": "Founded, latest first",
}
EXACT_CHOICES = [("true", "exact words only")]
ROW_FIELDS = (
    "slug",
    "name",
    "kind",
    "membership",
    "merged",
    "headquarters",
    "summary",
    "country_count",
    "service_count",
    "trials",
    "reports_trials",
    "verified_on",
    "updated",
    "url",
    "html_url",
    "matched",
)


ENVELOPE_FIELDS = (
    "slug",
    "url",
    "html_url",
    "status",
    "revision",
    "updated",
    "verified_on",
    "membership",
    "merged",
    "trials",
    "predecessors",
    "profile",
)


class ParameterForm(forms.Form):
    """A form of one request's fields. Django's way would create a form class per request."""

    def __init__(self, fields, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = fields


class StrictFilterSet(FilterSet):
    """A filterset that reads its parameters strictly and collects problems in `errors`."""

    ignored = staticmethod(parameters.is_tracking_parameter)
    moment = None
    asked = ""  # the query string as sent

    def __init__(self, data, queryset):
        # Only the parameters in the request become fields: all of them cost as much as the search.
        self.base_filters = {name: self.base_filters[name] for name in data}
        super().__init__(data, queryset)

    @classmethod
    def from_request(cls, request):
        """Return a filterset bound to the request's parameters."""
        raw = request.META.get("QUERY_STRING", "")
        data, refused = parameters.read(raw, cls.base_filters, cls.ignored)
        filterset = cls(data, queryset=Member.objects.none())
        filterset.moment = getattr(request, "moment", None)
        filterset.asked = raw
        filterset.errors.update({name: ErrorList([error]) for name, error in refused.items()})
        return filterset

    def get_form_class(self):
        """Return a callable that makes the form of the given parameters."""
        return partial(ParameterForm, {name: each.field for name, each in self.filters.items()})

    @cached_property
    def vocabulary(self):
        """The vocabulary that values are checked against; read only if a parameter needs it."""
        return search.fetch_vocabulary(self.moment)

    def cleaned(self):
        """Return the given values by name. Raise one ValidationError with all problems."""
        if not self.is_valid():
            raise ValidationError(self.errors.as_data())
        return {name: self.form.cleaned_data[name] for name in self.data}


def build_table_parameters():
    """Return a filter for each parameter of the facets and ranges, by name."""
    plain = [facet for facet in FACETS if facet.is_plain]
    others = [facet for facet in FACETS if not facet.is_plain]
    found = {name: parameter for facet in plain for name, parameter in list_parameters(facet)}
    for figure in RANGES:
        for name, label in figure.parameters.items():
            found[name] = WholeNumberParameter(field_name=name, label=label)
    return found | {
        name: parameter for facet in others for name, parameter in list_parameters(facet)
    }


def list_parameters(facet):
    """Yield the name and filter of each parameter of a facet."""
    for name, label in facet.parameters.items():
        if facet.is_single:
            choices = list(facet.labels.items())
            yield name, OneOfParameter(field_name=name, label=label, choices=choices)
        else:
            yield name, VocabularyParameter(facet.name, label=label)


class MemberFilterSet(StrictFilterSet):
    """The parameters that narrow the directory. Use `query`; `qs` would drop wrong values."""

    q = TextParameter(label="Search words", most=200)
    exact = OneOfParameter(label="Search mode", choices=EXACT_CHOICES)
    updated_since = MomentParameter(label="Updated since")
    ordering = OneOfParameter(
        label="Sort order", choices=[(value, ORDER_LABELS[value]) for value in ORDERINGS]
    )
    page = WholeNumberParameter(label="Page number", lowest=1)

    facets = frozenset(FACET_NAMES)
    shaping = frozenset()

    class Meta:
        model = Member
        fields = ()

    @classmethod
    def get_filters(cls):
        """Return the declared filters, with those of facets and ranges after `q`."""
        declared = super().get_filters()
        text = {"q": declared.pop("q")} if "q" in declared else {}
        return OrderedDict(text | build_table_parameters() | declared)

    @property
    def query(self):
        """The frozen `Query`. Raises one ValidationError with all problems."""
        given = self.cleaned()
        values = {name: value for name, value in given.items() if name not in self.shaping}
        return search.Query(**values, facets=self.choose_facets(given))

    def choose_facets(self, given):
        """Return the facets to count."""
        return self.facets

    def narrowing(self):
        """Return the data of the parameters that narrow; defaults don't."""
        data = QueryDict(mutable=True)
        for name, values in self.data.lists():
            is_default = name in {"page", "ordering"} or frozenset(values) == FACET_DEFAULTS.get(
                name
            )
            if not is_default:
                data.setlist(name, values)
        return data

    def address(self):
        """Return the query string of this search, without facets at their default."""
        data = self.narrowing()
        for name in ("ordering", "page"):
            if name in self.data:
                data[name] = self.data[name]
        return data.urlencode()

    def canonical(self, *, whole=True):
        """Return the query string that all spellings of this search share.

        Without `whole`, it leaves out page and order, so all pages share it. Raise ValidationError
        if a parameter is invalid.
        """
        given, names = self.cleaned(), set(self.narrowing())
        if whole and given.get("page", 1) > 1:
            names.add("page")
        if whole and self.query.order != search.Query(q=given.get("q", "")).order:
            names.add("ordering")
        pairs = []
        for name in (name for name in type(self).base_filters if name in names):
            value = self.data[name] if name == "updated_since" else given[name]
            values = sorted(value) if isinstance(value, frozenset) else [value]
            pairs += [(name, value) for value in values]
        return urlencode(pairs)

    @cached_property
    def chosen(self):
        """The narrowing values, each once: (parameter, value, label, URL without the value)."""
        return list(self._chosen())

    def _chosen(self):
        data = self.narrowing()
        for name in data.keys() - self.errors.keys():
            data.setlist(name, self.list_values(name))
        for name, values in data.lists():
            if name in self.errors:
                continue
            for value in values:
                rest = copy(data)
                rest.setlist(name, [kept for kept in values if kept != value])
                if "ordering" in self.data:
                    rest["ordering"] = self.data["ordering"]
                yield name, value, self.label(name, value), f"?{rest.urlencode()}"

    def list_values(self, name):
        """Return the values of a parameter, each once, in the vocabulary's spelling if known."""
        values = self.data.getlist(name)
        known = getattr(self.form.fields[name], "known", str) if values else str
        return list(dict.fromkeys(map(known, values)))

    def label(self, name, value):
        """Return the label of a valid value, or the value if it has none."""
        field = self.form.fields[name]
        if describe := getattr(field, "describe", None):
            return describe(value)
        labels = getattr(field, "labels", None) or dict(getattr(field, "choices", ()))
        return labels.get(value, value)


class MemberApiFilterSet(MemberFilterSet):
    """The parameters of the search and those that shape a response of the API."""

    page_size = WholeNumberParameter(label="Companies per page", lowest=1, highest=100)
    include = NamesParameter(label="Additional data to include", names=("facets",))
    fields = NamesParameter(
        label="Company fields to return. Commas may separate them", names=ROW_FIELDS
    )
    omit = NamesParameter(
        label="Company fields to omit. Commas may separate them", names=ROW_FIELDS
    )

    ignored = staticmethod(lambda name: False)
    shaping = frozenset({"include", "fields", "omit"})

    class Meta(MemberFilterSet.Meta):
        pass

    def choose_facets(self, given):
        """Return all facets if `include=facets` is given, else none."""
        return self.facets if "facets" in given.get("include", ()) else frozenset()


class FeedFilterSet(MemberFilterSet):
    """The parameters of a feed, which has one order and one page."""

    facets = frozenset()

    class Meta(MemberFilterSet.Meta):
        pass

    @classmethod
    def get_filters(cls):
        """Return the filters of the search without `ordering` and `page`."""
        filters = super().get_filters()
        return {name: filters[name] for name in filters if name not in {"ordering", "page"}}


class NoParametersFilterSet(StrictFilterSet):
    """No parameters, for URLs that take none."""

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()


class SuggestFilterSet(StrictFilterSet):
    """The parameters of suggestions: the text typed so far."""

    q = TextParameter(label="Text typed so far", most=200)

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()

    @property
    def typed(self):
        """The text typed so far, or ""."""
        return self.cleaned().get("q", "")


class EnvelopeFilterSet(StrictFilterSet):
    """The parameters that shape the response about one company."""

    fields = NamesParameter(
        label="Envelope fields to return. Commas may separate them", names=ENVELOPE_FIELDS
    )
    omit = NamesParameter(
        label="Envelope fields to omit. Commas may separate them", names=ENVELOPE_FIELDS
    )

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()


class PageNumberFilterSet(StrictFilterSet):
    """The page of a list that no parameter narrows."""

    page = WholeNumberParameter(label="Page number", lowest=1)

    class Meta:
        model = Member
        fields = ()

    @property
    def number(self):
        """The number of the requested page, from 1."""
        return self.cleaned().get("page", 1)


class PageNumberApiFilterSet(PageNumberFilterSet):
    """The page of a list in the API, which doesn't ignore tracking parameters."""

    ignored = staticmethod(lambda name: False)

    class Meta(PageNumberFilterSet.Meta):
        pass


class FacetsFilterSet(MemberApiFilterSet):
    """The parameters of a list for its counts alone: page and page size have no effect."""

    shaping = MemberApiFilterSet.shaping | {"page", "page_size"}

    class Meta(MemberFilterSet.Meta):
        pass

    def choose_facets(self, given):
        """Return all facets, whatever `include` says."""
        return self.facets
