"""The parameters of the search, declared once for page and API (DESIGN section 4)."""

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
    """A form of these very fields, which are one request's: Django's would make a class of them."""

    def __init__(self, fields, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = fields


class StrictFilterSet(FilterSet):
    """Parameters that are read strictly; what is wrong with them stands in `errors`."""

    ignored = staticmethod(parameters.is_tracking_parameter)
    moment = None

    def __init__(self, data, queryset):
        # Only what is asked is made into fields: all of them cost as much as the search.
        self.base_filters = {name: self.base_filters[name] for name in data}
        super().__init__(data, queryset)

    @classmethod
    def from_request(cls, request):
        """The request's parameters as a bound filterset."""
        raw = request.META.get("QUERY_STRING", "")
        data, refused = parameters.read(raw, cls.base_filters, cls.ignored)
        filterset = cls(data, queryset=Member.objects.none())
        filterset.moment = getattr(request, "moment", None)
        filterset.errors.update({name: ErrorList([error]) for name, error in refused.items()})
        return filterset

    def get_form_class(self):
        """What makes the form of the parameters given."""
        return partial(ParameterForm, {name: each.field for name, each in self.filters.items()})

    @cached_property
    def vocabulary(self):
        """The values that are known, where a parameter has to know them."""
        return search.fetch_vocabulary(self.moment)

    def cleaned(self):
        """The values given, by name; what is wrong raises one ValidationError that names it all."""
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
    """Every way to narrow the directory. It yields a `Query`; nothing asks for `qs`."""

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
        """Put the parameters of facets and ranges, from their table, after the text."""
        declared = super().get_filters()
        text = {"q": declared.pop("q")} if "q" in declared else {}
        return OrderedDict(text | build_table_parameters() | declared)

    @property
    def query(self):
        """The frozen `Query`; what is wrong raises one ValidationError that names it all."""
        given = self.cleaned()
        asked = {name: value for name, value in given.items() if name not in self.shaping}
        return search.Query(**asked, facets=self.choose_facets(given))

    def choose_facets(self, given):
        """The facets to count."""
        return self.facets

    def narrowing(self):
        """The parameters that narrow, as data; what is so by default narrows nothing."""
        data = QueryDict(mutable=True)
        for name, values in self.data.lists():
            usual = name in {"page", "ordering"} or frozenset(values) == FACET_DEFAULTS.get(name)
            if not usual:
                data.setlist(name, values)
        return data

    def address(self):
        """The query string of this search, without what is so by default."""
        data = self.narrowing()
        for name in ("ordering", "page"):
            if name in self.data:
                data[name] = self.data[name]
        return data.urlencode()

    def canonical(self, *, whole=True):
        """The one query string that all spellings of this search share.

        Without `whole`, that of all its pages in whatever order. What is wrong raises.
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
        """Each narrowing value, once: (parameter, value, label, the address without it)."""
        return list(self._chosen())

    def _chosen(self):
        data = self.narrowing()
        for name in data.keys() - self.errors.keys():
            known = getattr(self.form.fields[name], "known", str)
            data.setlist(name, list(dict.fromkeys(map(known, data.getlist(name)))))
        for name, values in data.lists():
            if name in self.errors:
                continue
            for value in values:
                rest = copy(data)
                rest.setlist(name, [other for other in values if other != value])
                if "ordering" in self.data:
                    rest["ordering"] = self.data["ordering"]
                yield name, value, self.label(name, value), f"?{rest.urlencode()}"

    def label(self, name, value):
        """A value in words."""
        field = self.form.fields[name]
        labels = getattr(field, "labels", None) or dict(getattr(field, "choices", ()))
        return labels.get(value, value)


class MemberApiFilterSet(MemberFilterSet):
    """The same parameters, and those that shape an answer of the API."""

    page_size = WholeNumberParameter(label="Companies per page", lowest=1, highest=100)
    include = NamesParameter(label="Additional data to include", names=("facets",))
    fields = NamesParameter(label="Company fields to return, separated by commas", names=ROW_FIELDS)
    omit = NamesParameter(label="Company fields to omit, separated by commas", names=ROW_FIELDS)

    ignored = staticmethod(lambda name: False)
    shaping = frozenset({"include", "fields", "omit"})

    class Meta(MemberFilterSet.Meta):
        pass

    def choose_facets(self, given):
        """The facets, where they are asked for."""
        return self.facets if "facets" in given.get("include", ()) else frozenset()


class FeedFilterSet(MemberFilterSet):
    """The same parameters, for a feed: it has one order and one page."""

    facets = frozenset()

    class Meta(MemberFilterSet.Meta):
        pass

    @classmethod
    def get_filters(cls):
        """The parameters of the search without those of its pages."""
        filters = super().get_filters()
        return {name: filters[name] for name in filters if name not in {"ordering", "page"}}


class NoParametersFilterSet(StrictFilterSet):
    """No parameter at all, for an address that takes none."""

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()


class ProfilePatchFilterSet(StrictFilterSet):
    """What is said beside a change: the change itself is the body, all of it (RFC 7396)."""

    message = TextParameter(label="Note to the reviewer", most=500)

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()


class SuggestFilterSet(StrictFilterSet):
    """What somebody has typed so far."""

    q = TextParameter(label="Text typed so far", most=200)

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()

    @property
    def typed(self):
        """The text; "" where there is none."""
        return self.cleaned().get("q", "")


class EnvelopeFilterSet(StrictFilterSet):
    """What shapes the answer about one company."""

    fields = NamesParameter(
        label="Envelope fields to return, separated by commas", names=ENVELOPE_FIELDS
    )
    omit = NamesParameter(
        label="Envelope fields to omit, separated by commas", names=ENVELOPE_FIELDS
    )

    ignored = staticmethod(lambda name: False)

    class Meta:
        model = Member
        fields = ()


class PageNumberFilterSet(StrictFilterSet):
    """Which page of a list, where nothing narrows it."""

    page = WholeNumberParameter(label="Page number", lowest=1)

    class Meta:
        model = Member
        fields = ()

    @property
    def number(self):
        """The page asked for, from 1."""
        return self.cleaned().get("page", 1)


class PageNumberApiFilterSet(PageNumberFilterSet):
    """The same for the API, which overlooks nothing."""

    ignored = staticmethod(lambda name: False)

    class Meta(PageNumberFilterSet.Meta):
        pass


class FacetsFilterSet(MemberApiFilterSet):
    """The parameters of a list, for its counts alone: its pages and their form are overlooked."""

    shaping = MemberApiFilterSet.shaping | {"page", "page_size"}

    class Meta(MemberFilterSet.Meta):
        pass

    def choose_facets(self, given):
        """All facets."""
        return self.facets
