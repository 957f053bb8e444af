"""The shared vocabulary of profiles and searches: countries, regions, services, areas, phases.

The codes and slugs are the primary keys, so a link table can be searched without a join. Labels,
definitions, and synonyms may change; keys never do.
"""

from django.db import models


class Region(models.Model):
    """A UN M49 region, in a tree with five roots. Its code keeps the leading zeros."""

    code = models.CharField(max_length=3, primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ("name", "code")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"\A[0-9]{3}\Z"), name="region_code_is_m49"
            ),
        )

    def __str__(self):
        return self.name


class Country(models.Model):
    """A country with its ISO 3166-1 alpha-2 code, in its leaf region of UN M49."""

    code = models.CharField(max_length=2, primary_key=True)
    numeric = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="countries")
    synonyms = models.JSONField(default=list)

    class Meta:
        ordering = ("name", "code")
        verbose_name_plural = "countries"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"\A[A-Z]{2}\Z"), name="country_code_is_alpha_2"
            ),
        )

    def __str__(self):
        return self.name


class Term(models.Model):
    """The base of our own vocabularies: a stable slug, a label, synonyms, a position in its list.

    `definition` explains the term to readers; the search ignores it.
    """

    slug = models.SlugField(max_length=80, primary_key=True)
    label = models.CharField(max_length=120)
    definition = models.CharField(max_length=300, blank=True, default="")
    synonyms = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "slug")

    def __str__(self):
        return self.label


class ServiceGroup(Term):
    """A heading over related services."""

    synonyms = None

    class Meta(Term.Meta):
        pass


class Service(Term):
    """A service that companies offer to sponsors."""

    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")

    class Meta(Term.Meta):
        ordering = ("group__position", "position", "slug")


class TherapeuticArea(Term):
    """A field of medicine; `mesh` names the MeSH branches closest to it."""

    mesh = models.CharField(max_length=120, blank=True, default="")

    class Meta(Term.Meta):
        pass


class Modality(Term):
    """A kind of product studied in trials: a drug, a biologic, a device."""

    class Meta(Term.Meta):
        verbose_name_plural = "modalities"


class Phase(models.Model):
    """A trial phase, identified by its ClinicalTrials.gov value, such as PHASE3."""

    code = models.CharField(max_length=12, primary_key=True)
    label = models.CharField(max_length=60)
    definition = models.CharField(max_length=300, blank=True, default="")
    synonyms = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    code__in=["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA"]
                ),
                name="phase_code_is_a_ctgov_value",
            ),
        )

    def __str__(self):
        return self.label
