"""The words that profiles and searches share: countries, regions, services, areas, phases.

Keys are the stable codes and slugs themselves, so a link table can be searched without a join.
Labels, definitions and synonyms may change; keys never do.
"""

from django.db import models


class Region(models.Model):
    """A region of UN M49; a tree with five roots. Its code keeps the leading zeros."""

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
    """A country of ISO 3166-1 by its alpha-2 code, in the leaf region that M49 puts it."""

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
    """What every vocabulary of ours has: a stable slug, a label, synonyms, a place in its list.

    `definition` says to readers what is meant; the search does not look into it.
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
    """A heading over services that belong together."""

    synonyms = None

    class Meta(Term.Meta):
        pass


class Service(Term):
    """Something that a company does for its clients."""

    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")

    class Meta(Term.Meta):
        ordering = ("group__position", "position", "slug")


class TherapeuticArea(Term):
    """A field of medicine; `mesh` names the MeSH branches that it stands near."""

    mesh = models.CharField(max_length=120, blank=True, default="")

    class Meta(Term.Meta):
        pass


class Modality(Term):
    """What kind of product is tried: a drug, a biologic, a device."""

    class Meta(Term.Meta):
        verbose_name_plural = "modalities"


class Phase(models.Model):
    """A phase by its ClinicalTrials.gov value, such as PHASE3."""

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
